import type { Alias } from "@/lib/domain/code-mapping";
import { type Difference, ownStatusOf } from "@/lib/domain/drift";
import { type Instant, later } from "@/lib/domain/ids";
import type { ObservedRow } from "@/lib/domain/observed";
import type { PermissionCode } from "@/lib/domain/permission-catalogue";
import type { Outcome } from "@/lib/domain/views/change-set";

/** An operation of ours on a relation of which at least one request was sent. */
export interface SentOperation {
  readonly id: string;
  readonly verb: "ADD" | "DELETE";
  readonly codes: readonly PermissionCode[];
  /** A calibration looks for the raw code that its one code moves. */
  readonly calibration: boolean;
  /** A request was sent and its effect is not settled: it may show at any moment. */
  readonly open: boolean;
  readonly firstSentAt: Instant;
  readonly settledAt: Instant | null;
  readonly changes: readonly SentChange[];
}

interface SentChange {
  readonly id: string;
  readonly code: PermissionCode;
  readonly outcome: Outcome | null;
  /** A late effect of it was seen before; a further one is somebody else's. */
  readonly lateEffectSeen: boolean;
}

export type Cause =
  | { readonly kind: "outside" }
  /** An open operation of ours moves just this. */
  | { readonly kind: "ours" }
  /** An operation that was settled without its effect being seen, possibly. */
  | { readonly kind: "late_effect"; readonly operationId: string; readonly changeId: string }
  /** The same of a create, link, unlink or answered invitation. */
  | { readonly kind: "late_act"; readonly accountOperationId: string };

const outside: Cause = { kind: "outside" };

/** The operation that touched a code last. */
const newestOn = (operations: readonly SentOperation[], code: PermissionCode): SentOperation | null =>
  operations
    .filter((operation) => operation.codes.includes(code))
    .toSorted((a, b) => a.firstSentAt.localeCompare(b.firstSentAt))
    .at(-1) ?? null;

/** Ends at which the code was seen as asked; after any other end, a request that left may still take effect. */
const proven: ReadonlySet<Outcome> = new Set(["verified", "already_so"]);

function lateEffect(difference: Difference, operations: readonly SentOperation[]): Cause | null {
  if (difference.subject !== "permission" || difference.code === null) return null;
  const newest = newestOn(operations, difference.code);
  const wanted = newest?.verb === "ADD" ? "on" : "off";
  if (!newest || newest.open || difference.after !== wanted) return null;
  const change = newest.changes.find(({ code }) => code === difference.code);
  if (!change || change.outcome === null || change.lateEffectSeen || proven.has(change.outcome)) return null;
  return { kind: "late_effect", operationId: newest.id, changeId: change.id };
}

/** A write of ours can make a relation wait for its member, and the answer ends the waiting; no more than that. */
const isWaitingOfMember = ({ before, after }: Difference): boolean =>
  after === "CHANGE_CONFIRMING" || (before === "CHANGE_CONFIRMING" && after === "RELATED");

function isOurs(difference: Difference, open: readonly SentOperation[], differences: readonly Difference[]): boolean {
  if (difference.subject === "state") return open.length > 0 && isWaitingOfMember(difference);
  const { code } = difference;
  if (code !== null) return open.some((operation) => operation.codes.includes(code));
  // While a pair is being looked for, the one raw code that moves as asked is the calibration's; two are not.
  const raw = differences.filter(({ subject, code }) => subject === "permission" && code === null);
  return (
    raw.length === 1 &&
    raw[0] === difference &&
    open.some(({ calibration, verb }) => calibration && difference.after === (verb === "ADD" ? "on" : "off"))
  );
}

/** Tells for each difference of one observation who caused it, as far as that can be told. */
export function causesOf(
  differences: readonly Difference[],
  operations: readonly SentOperation[],
): readonly (Difference & { readonly cause: Cause })[] {
  const open = operations.filter((operation) => operation.open);
  return differences.map((difference) => ({
    ...difference,
    cause: isOurs(difference, open, differences) ? { kind: "ours" } : (lateEffect(difference, operations) ?? outside),
  }));
}

/**
 * Whether a read shows the opposite of what an operation verified so shortly before that upstream may not show it
 * everywhere yet. Such a read proves nothing: it is kept as history.
 */
export function contradictsVerified(
  rows: readonly ObservedRow[],
  aliases: readonly Alias[],
  beganAt: Instant,
  operations: readonly SentOperation[],
  visibilityLagMs: number,
): boolean {
  return operations.some(
    ({ id, verb, settledAt, changes }) =>
      settledAt !== null &&
      beganAt < later(settledAt, visibilityLagMs) &&
      changes.some(
        ({ code, outcome }) =>
          outcome === "verified" &&
          newestOn(operations, code)?.id === id &&
          ownStatusOf(rows, aliases, code, beganAt) === (verb === "ADD" ? "off" : "on"),
      ),
  );
}
