import type { AccountOperationKind } from "@/lib/domain/account-operation";
import type { Difference } from "@/lib/domain/drift";
import type { Cause } from "@/lib/domain/drift-cause";
import type { Instant } from "@/lib/domain/ids";

/** An account operation of ours that was sent: a create, a link, an unlink, or an answer to an invitation. */
export interface SentAct {
  readonly id: string;
  readonly kind: AccountOperationKind;
  readonly firstSentAt: Instant;
  /** Null: its effect may still show. */
  readonly settledAt: Instant | null;
  /** It was seen, or may have been done; false once it was settled as refused, without effect or not sent. */
  readonly mayHaveDone: boolean;
  /** It was settled without its effect being seen, and none has been noted since: one that shows is possibly its own. */
  readonly mayComeLate: boolean;
}

const making: ReadonlySet<AccountOperationKind> = new Set(["create", "link"]);
/** What a member's answer to our invitation leads to is the link's own doing too. */
const states: Readonly<Record<AccountOperationKind, readonly string[]>> = {
  create: ["INITIAL", "CONFIRMING", "RELATED"],
  link: ["INITIAL", "CONFIRMING", "RELATED", "REJECTED"],
  unlink: ["CONNECTION_CANCELED"],
  cancel: ["CONNECTION_MASTER_CANCEL"],
  accept: ["RELATED"],
  decline: ["REJECTED"],
};

function explains({ kind }: SentAct, { subject, after }: Difference): boolean {
  switch (subject) {
    case "listed":
      return making.has(kind) && after === "listed";
    case "state":
      return states[kind].includes(after ?? "");
    case "permission":
      return after === (kind === "unlink" || kind === "decline" || kind === "cancel" ? "off" : "on");
    case "permission_times":
    case "setup_time":
    case "start_time":
    case "end_time":
      return true;
    case "type":
    case "uid":
    case "counterpart":
    case "account_name":
    case "nickname":
      return making.has(kind);
  }
}

/**
 * Whether an account operation of ours explains a difference between an observation made at `since` (null: none) and a
 * later one: it was under way in between, and the difference is what such an operation makes.
 */
export const isOfAct = (difference: Difference, acts: readonly SentAct[], since: Instant | null): boolean =>
  acts.some(
    (act) =>
      (act.settledAt === null || (act.mayHaveDone && (since === null || act.settledAt >= since))) &&
      explains(act, difference),
  );

/** Marks what nothing else explains and is possibly the late effect of an account operation. */
export const withLateActs = <Caused extends Difference & { readonly cause: Cause }>(
  differences: readonly Caused[],
  acts: readonly SentAct[],
): readonly (Difference & { readonly cause: Cause })[] =>
  differences.map((difference) => {
    const isMain = difference.subject === "listed" || difference.subject === "state";
    const act =
      isMain && difference.cause.kind === "outside" && acts.find((it) => it.mayComeLate && explains(it, difference));
    return act ? { ...difference, cause: { kind: "late_act", accountOperationId: act.id } } : difference;
  });
