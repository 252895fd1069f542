import type { Tx } from "@/lib/db/database";
import { accountOperationOf } from "@/lib/db/queries/account-operations";
import { type Operation, openStates, operationOf } from "@/lib/db/queries/operations";
import type { Schema } from "@/lib/db/schema";
import { instant, later, type Uid } from "@/lib/domain/ids";
import { recordAccountOutcome } from "@/lib/services/account-operations/record-account-outcome";
import { touchChangeSet } from "@/lib/services/changes/record-outcome";
import type { OutcomeTerms } from "@/lib/worker/executor-context";
import { raiseGeneration } from "@/lib/worker/move-operation";
import { type OperationFacts, operationFacts, wasSent } from "@/lib/worker/operation-facts";
import { giveOutcomes, settleOperation } from "@/lib/worker/settle-operation";
import { isUndecided, type Verdict } from "@/lib/worker/verdict";

/** How many operations of an account ended, and how many may have taken effect. */
export interface RestoredCounts {
  readonly notSent: number;
  readonly notConfirmed: number;
}

/** Of a request whose answer nobody kept, the restored database cannot tell more than of one cut off by a crash. */
const unanswered = { answer: "ambiguous", ambiguity: "crash" } as const;

/**
 * Ends or opens every unfinished operation of an account, by rule 12: what had not left when the copy was made is
 * `not_sent: restored`, everything else `not_confirmed`, read on for a whole settle window and never sent again.
 */
export async function endForRestore(
  tx: Tx,
  context: OutcomeTerms & { readonly payer: Uid; readonly settleMs: number },
): Promise<RestoredCounts> {
  const changes = await endChanges(tx, context);
  const accounts = await endAccountOperations(tx, context);
  return {
    notSent: changes.notSent + accounts.notSent,
    notConfirmed: changes.notConfirmed + accounts.notConfirmed,
  };
}

type Terms = Parameters<typeof endForRestore>[1];

async function endChanges(tx: Tx, context: Terms): Promise<RestoredCounts> {
  const rows = await tx
    .selectFrom("operation")
    .selectAll()
    .where("payer_uid", "=", context.payer)
    .where("state", "in", [...openStates])
    .orderBy("created_at")
    .orderBy("position")
    .execute();
  let notSent = 0;
  for (const operation of rows.map(operationOf)) {
    const facts = await operationFacts(tx, operation);
    const isWaiting = operation.state === "queued" || operation.state === "reading";
    if (isWaiting && !wasSent(facts)) {
      const verdict: Verdict = { outcome: "not_sent", reason: "restored" };
      await settleOperation(tx, context, operation, facts, () => verdict, null);
      notSent += 1;
    } else await doubt(tx, context, operation, facts);
  }
  return { notSent, notConfirmed: rows.length - notSent };
}

async function doubt(tx: Tx, context: Terms, operation: Operation, facts: OperationFacts): Promise<void> {
  const at = instant(context.now());
  await tx
    .updateTable("attempt")
    .set(unanswered)
    .where("operation_id", "=", operation.id)
    .where("answer", "is", null)
    .execute();
  const verdicts = facts.changes
    .filter(isUndecided)
    .map((change): [Schema["change"], Verdict] => [change, { outcome: "not_confirmed" }]);
  await giveOutcomes(tx, context, operation, new Map(verdicts), null);
  await tx
    .updateTable("operation")
    .set({
      state: "unsettled",
      due_at: at,
      settles_at: later(at, context.settleMs),
      waiting: null,
      waiting_since: null,
      absent_since: null,
    })
    .where("id", "=", operation.id)
    .execute();
  await raiseGeneration(tx, context.payer, operation.relationId);
  await touchChangeSet(tx, operation.changeSetId);
}

/** What is seen later anyway, or by a person only: an account that was answered, a create that is locked already. */
const kept = ["settled", "unseen", "locked"];

async function endAccountOperations(tx: Tx, context: Terms): Promise<RestoredCounts> {
  const at = instant(context.now());
  const rows = await tx
    .selectFrom("account_operation")
    .selectAll()
    .where("payer_uid", "=", context.payer)
    .where("state", "not in", kept)
    .orderBy("created_at")
    .execute();
  let notSent = 0;
  for (const operation of rows.map(accountOperationOf)) {
    const attempts = await tx
      .selectFrom("account_attempt")
      .select("answer")
      .where("account_operation_id", "=", operation.id)
      .execute();
    const isWaiting = operation.state === "queued" || operation.state === "reading";
    const hasLeft = !isWaiting || attempts.some(({ answer }) => answer !== "unreachable");
    if (!hasLeft) notSent += 1;
    await tx
      .updateTable("account_attempt")
      .set(unanswered)
      .where("account_operation_id", "=", operation.id)
      .where("answer", "is", null)
      .execute();
    const open = { state: "unsettled", due_at: at, settles_at: later(at, context.settleMs) };
    // Nothing that can be read tells whether an account was made: its LoginEmail stays locked until a person has looked.
    const next = !hasLeft
      ? { state: "settled", settled_at: at }
      : operation.kind === "create"
        ? { state: "locked" }
        : open;
    await tx
      .updateTable("account_operation")
      .set((e) => ({ ...next, waiting: null, waiting_since: null, version: e("version", "+", 1) }))
      .where("id", "=", operation.id)
      .execute();
    await recordAccountOutcome(
      tx,
      { person: null, system: "executor", payerUid: context.payer, correlationId: operation.correlationId },
      operation,
      hasLeft ? { outcome: "not_confirmed" } : { outcome: "not_sent", reason: "restored" },
      at,
    );
    if (operation.relationId) await raiseGeneration(tx, context.payer, operation.relationId);
  }
  return { notSent, notConfirmed: rows.length - notSent };
}
