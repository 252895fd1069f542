import type { RelationId, Uid } from "@/lib/domain/ids";
import {
  catalogue,
  type Direction,
  type PermissionCode,
  permissionCodes,
  type Risk,
} from "@/lib/domain/permission-catalogue";
import type { PlannedChange, PlanWarning } from "@/lib/domain/views/change-set";

/** Raised when the rules below change, so that a plan made under the old ones is stale. */
export const ruleVersion = 1;

/** What a plan is made on and what the pre-read must find again: the meaning of an observation, without its times. */
export interface Expectation {
  readonly relationId: RelationId;
  readonly masterId: Uid;
  readonly memberId: Uid;
  readonly type: string;
  readonly state: string;
  /** Codes on, in catalogue order. */
  readonly on: readonly PermissionCode[];
  /** Raw codes in effect that stand for none of the seven, sorted. */
  readonly unmapped: readonly string[];
}

export interface PlannedOperation {
  readonly verb: "ADD" | "DELETE";
  readonly codes: readonly PermissionCode[];
  /** Positions that must have ended verified or already so, else this one is held back. */
  readonly requires: readonly number[];
}

export interface WantedChange {
  readonly code: PermissionCode;
  readonly direction: Direction;
}

/** Giving a grant or lifting a ban loosens; the other two tighten. */
export const loosens = ({ code, direction }: WantedChange): boolean =>
  (catalogue[code].kind === "grant") === (direction === "add");

const riskOf = ({ code, direction }: WantedChange): Risk => catalogue[code].risk[direction];

/** The changes that turn what is on into what is wanted, in catalogue order. */
export function changesBetween(
  on: readonly PermissionCode[],
  wanted: ReadonlyMap<PermissionCode, boolean>,
): readonly PlannedChange[] {
  return permissionCodes.flatMap((code): PlannedChange[] => {
    const want = wanted.get(code);
    if (want === undefined || want === on.includes(code)) return [];
    const change: WantedChange = { code, direction: want ? "add" : "remove" };
    return [{ ...change, risk: riskOf(change) }];
  });
}

/** Whether one change must be verified before the other is sent: along an edge when adding, against it when removing. */
function mustPrecede(first: WantedChange, second: WantedChange): boolean {
  if (first.direction !== second.direction) return false;
  const [later, earlier] = first.direction === "add" ? [second, first] : [first, second];
  const edges: readonly PermissionCode[] = catalogue[later.code].after;
  return edges.includes(earlier.code);
}

/**
 * Orders the changes of one relation into requests, each read back before the next. What tightens goes first and what
 * loosens waits for it; where an edge says that a loosening change must precede a tightening one, just that one goes
 * between. With the one edge of the catalogue that gives at most five requests.
 */
export function orderOperations(changes: readonly WantedChange[]): readonly PlannedOperation[] {
  const tightening = changes.filter((change) => !loosens(change));
  const loosening = changes.filter(loosens);
  const bound = tightening.filter((change) => loosening.some((other) => mustPrecede(other, change)));
  const free = tightening.filter((change) => !bound.includes(change));
  const ahead = loosening.filter((change) => bound.some((other) => mustPrecede(change, other)));
  const rest = loosening.filter((change) => !ahead.includes(change));

  const operations: PlannedOperation[] = [];
  /** Removals before additions, one request each; gives the positions taken. */
  const append = (group: readonly WantedChange[], requires: readonly number[]): readonly number[] =>
    (["remove", "add"] as const).flatMap((direction) => {
      const codes = group.filter((change) => change.direction === direction).map((change) => change.code);
      if (codes.length === 0) return [];
      return [operations.push({ verb: direction === "add" ? "ADD" : "DELETE", codes, requires }) - 1];
    });
  const freeAt = append(free, []);
  const aheadAt = append(ahead, freeAt);
  const boundAt = append(bound, aheadAt);
  append(rest, [...freeAt, ...boundAt]);
  return operations;
}

/** What the rules say about a change of one relation: warnings, each a reason to look again. */
export function warningsOf(
  on: readonly PermissionCode[],
  changes: readonly WantedChange[],
  unproven: ReadonlySet<PermissionCode>,
  observationIsOld: boolean,
): readonly PlanWarning[] {
  const after = new Set(on);
  for (const { code, direction } of changes) direction === "add" ? after.add(code) : after.delete(code);
  const warnings: PlanWarning[] = [];
  const nobodyInvoices = (codes: ReadonlySet<PermissionCode>) =>
    codes.has("FORBID_MANAGE_INVOICE") && !codes.has("MANAGE_TARGET_INVOICE");
  if (nobodyInvoices(after) && !nobodyInvoices(new Set(on))) warnings.push("nobody_left_to_invoice");
  if (changes.some((change) => riskOf(change) === "high")) warnings.push("high_risk");
  if (changes.some((change) => unproven.has(change.code))) warnings.push("not_proven_pair");
  if (observationIsOld) warnings.push("old_observation");
  return warnings;
}

/** The set that an earlier part of the plan should have left behind. */
export function expectAfter(expects: Expectation, done: readonly WantedChange[]): Expectation {
  const on = new Set(expects.on);
  for (const { code, direction } of done) direction === "add" ? on.add(code) : on.delete(code);
  return { ...expects, on: permissionCodes.filter((code) => on.has(code)) };
}
