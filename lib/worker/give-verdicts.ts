import type { Tx } from "@/lib/db/database";
import type { Operation } from "@/lib/db/queries/operations";
import { instant, later } from "@/lib/domain/ids";
import type { PermissionCode } from "@/lib/domain/permission-catalogue";
import { touchChangeSet } from "@/lib/services/changes/record-outcome";
import type { ExecutorContext } from "@/lib/worker/executor-context";
import type { JudgedRead } from "@/lib/worker/judged-read";
import { moveOperation } from "@/lib/worker/move-operation";
import type { OperationFacts } from "@/lib/worker/operation-facts";
import { giveOutcomes, settleOperation } from "@/lib/worker/settle-operation";
import { type DecidingRead, isUndecided, type Verdict } from "@/lib/worker/verdict";

/** What an absent effect means once upstream has said no, or was never asked in earnest; null: it may still come. */
export function verdictOfAbsence({ facts }: JudgedRead): Verdict | null {
  const answer = facts.attempts.at(-1)?.answer;
  if (answer === "refused") return { outcome: "refused" };
  if (answer === "throttled") return facts.set.stopped_at ? { outcome: "no_effect" } : { outcome: "refused" };
  return null;
}

/** Gives the decided changes their outcome, and settles the operation when none is left. Says whether it did. */
export async function giveVerdicts(
  tx: Tx,
  context: ExecutorContext,
  operation: Operation,
  read: JudgedRead,
  verdicts: ReadonlyMap<PermissionCode, Verdict>,
): Promise<boolean> {
  const undecided = read.facts.changes.filter(isUndecided);
  const given = new Map(
    undecided.flatMap((change): [typeof change, Verdict][] => {
      const code = operation.codes.find((candidate) => candidate === change.code);
      const verdict = code && verdicts.get(code);
      return verdict ? [[change, verdict]] : [];
    }),
  );
  if (given.size === undecided.length) {
    const verdictOf = (code: PermissionCode) => verdicts.get(code) ?? { outcome: "not_confirmed" };
    await settleOperation(tx, context, operation, read.facts, verdictOf, read);
    return true;
  }
  await giveOutcomes(tx, context, operation, given, read);
  if (given.size > 0) await touchChangeSet(tx, operation.changeSetId);
  return false;
}

/** Gives all that is undecided one outcome that a later read may change. */
export async function holdOpen(
  tx: Tx,
  context: ExecutorContext,
  operation: Operation,
  facts: OperationFacts,
  outcome: "not_confirmed" | "awaiting_member",
  read: DecidingRead | null,
): Promise<void> {
  const open = facts.changes.filter(isUndecided).map((change): [typeof change, Verdict] => [change, { outcome }]);
  await giveOutcomes(tx, context, operation, new Map(open), read);
  await touchChangeSet(tx, operation.changeSetId);
}

/** Waits for a member: boxes freeze, and the relation is read again after a while (rule 8). */
export async function waitForMember(
  tx: Tx,
  context: ExecutorContext,
  operation: Operation,
  read: JudgedRead,
): Promise<void> {
  const at = instant(context.now());
  await holdOpen(tx, context, operation, read.facts, "awaiting_member", read);
  await moveOperation(tx, operation, "waiting_member", {
    due_at: later(at, context.settings.memberRecheckMs),
    waiting_since: operation.waitingSince ?? at,
    waiting: null,
    absent_since: null,
  });
}

/** Ends what is undecided alike: upstream's no, if there was one, else the outcome given. */
export const endAlike = (
  tx: Tx,
  context: ExecutorContext,
  operation: Operation,
  read: JudgedRead,
  outcome: "no_effect" | "not_confirmed",
) => settleOperation(tx, context, operation, read.facts, () => verdictOfAbsence(read) ?? { outcome }, read);
