import type { Tx } from "@/lib/db/database";
import type { Operation } from "@/lib/db/queries/operations";
import { raise } from "@/lib/db/signal";
import { type Instant, instant, later, millis } from "@/lib/domain/ids";
import type { PermissionCode } from "@/lib/domain/permission-catalogue";
import type { Sight } from "@/lib/domain/read-back";
import type { ExecutorContext } from "@/lib/worker/executor-context";
import { endAlike, giveVerdicts, holdOpen, waitForMember } from "@/lib/worker/give-verdicts";
import { isCauseProven, type JudgedRead, judgeRead } from "@/lib/worker/judged-read";
import { moveOperation } from "@/lib/worker/move-operation";
import { operationFacts } from "@/lib/worker/operation-facts";
import { scopeOf } from "@/lib/worker/read-failure";
import { askPermissions } from "@/lib/worker/read-relation";
import { settleOperation } from "@/lib/worker/settle-operation";
import { nextSettleRead } from "@/lib/worker/settle-schedule";
import { isUndecided, type Verdict } from "@/lib/worker/verdict";

/** Keeps it open and reads it again later. `absentSince`: the member has answered, and the effect is not to be seen. */
async function again(
  tx: Tx,
  context: ExecutorContext,
  operation: Operation,
  absentSince: Instant | null = null,
): Promise<void> {
  const now = instant(context.now());
  const { settleMs, memberRecheckMs, visibilityLagMs } = context.settings;
  const due =
    operation.state === "waiting_member"
      ? later(now, absentSince ? Math.min(visibilityLagMs, memberRecheckMs) : memberRecheckMs)
      : nextSettleRead(operation.settlesAt ?? now, settleMs, now);
  await moveOperation(tx, operation, operation.state, { due_at: due, absent_since: absentSince });
}

/** The member's answer does not tell: it is read as one that may still take effect, until it settles. */
async function backToUnsettled(
  tx: Tx,
  context: ExecutorContext,
  operation: Operation,
  read: JudgedRead,
): Promise<void> {
  const now = instant(context.now());
  await holdOpen(tx, context, operation, read.facts, "not_confirmed", read);
  await moveOperation(tx, operation, "unsettled", {
    due_at: later(now, context.settings.visibilityLagMs),
    settles_at: operation.settlesAt ?? now,
    absent_since: null,
  });
}

/** Whether the settle window has been over for as long again, so that nothing more can be hoped for. */
const isHopeless = (context: ExecutorContext, operation: Operation): boolean =>
  operation.settlesAt !== null && context.now() > millis(operation.settlesAt) + context.settings.settleMs;

/** An unsettled code that is not shown: a read begun after the window can tell that it did not happen. */
const verdictOfWindow = (operation: Operation, read: JudgedRead, sight: Sight): Verdict | null =>
  operation.settlesAt === null || read.beganAt <= operation.settlesAt
    ? null
    : { outcome: sight === "absent" ? "no_effect" : "not_confirmed" };

/** What a counted read decides about an operation that waits for its member or is unsettled. */
async function decide(
  tx: Tx,
  context: ExecutorContext,
  operation: Operation,
  read: JudgedRead,
  sights: ReadonlyMap<PermissionCode, Sight>,
): Promise<void> {
  const isWaiting = operation.state === "waiting_member";
  const isAccepted = read.facts.attempts.at(-1)?.answer === "accepted";
  const verdicts = new Map<PermissionCode, Verdict>();
  // The state may be seen to change before the codes: a member has declined when they stay away for the visibility lag.
  const absentSince = operation.absentSince ?? read.beganAt;
  const isAway = millis(read.beganAt) - millis(absentSince) >= context.settings.visibilityLagMs;
  let isTelling = true;
  const undecided = new Set(read.facts.changes.filter(isUndecided).map((change) => change.code));
  for (const [code, sight] of sights) {
    if (!undecided.has(code)) continue;
    const proven = sight === "shown" && (await isCauseProven(tx, context, operation, read, code));
    const decline: Verdict | null = isAway ? { outcome: "declined_by_member" } : null;
    const verdict: Verdict | null =
      sight === "shown"
        ? { outcome: "verified", causeProven: proven }
        : isWaiting
          ? decline
          : verdictOfWindow(operation, read, sight);
    if (isWaiting && sight !== "shown" && (sight === "unclear" || !isAccepted)) isTelling = false;
    else if (verdict) verdicts.set(code, verdict);
  }
  if (await giveVerdicts(tx, context, operation, read, verdicts)) return;
  if (!isTelling) return backToUnsettled(tx, context, operation, read);
  return again(tx, context, operation, isWaiting ? absentSince : null);
}

/** One later read of an operation that waits for its member or is unsettled; settles it when the read decides. */
export async function settleLater(context: ExecutorContext, operation: Operation): Promise<void> {
  const { answer, generation } = await askPermissions(context, operation, true);
  await context.database.transaction(async (tx) => {
    if (answer.kind !== "accepted") {
      const isGone = answer.kind === "refused" && scopeOf(answer, "permissions") === "request";
      if (!isGone || !isHopeless(context, operation)) return again(tx, context, operation);
      const facts = await operationFacts(tx, operation);
      return settleOperation(tx, context, operation, facts, () => ({ outcome: "not_confirmed" }), null);
    }
    const asked = { value: answer.value, evidence: answer.evidence, generation };
    const read = await judgeRead(tx, context, operation, asked, "settle");
    switch (read.judgement.kind) {
      case "does_not_count":
        if (!isHopeless(context, operation)) return again(tx, context, operation);
        return endAlike(tx, context, operation, read, "not_confirmed");
      case "relation_ended":
        return endAlike(tx, context, operation, read, "no_effect");
      case "waiting_for_member":
        if (operation.state === "waiting_member") return again(tx, context, operation);
        return waitForMember(tx, context, operation, read);
      case "read":
        return decide(tx, context, operation, read, read.judgement.sights);
    }
  });
  raise("changed");
}
