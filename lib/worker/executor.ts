import { type Operation, operationOf } from "@/lib/db/queries/operations";
import { raise, waitForSignal } from "@/lib/db/signal";
import { instant } from "@/lib/domain/ids";
import { claimOperation } from "@/lib/worker/claim-operation";
import { type ExecutorContext, Superseded } from "@/lib/worker/executor-context";
import { readBack } from "@/lib/worker/read-back";
import { sendOperation } from "@/lib/worker/send-operation";
import { settleLater } from "@/lib/worker/settle-later";
import { recoverStumbled } from "@/lib/worker/take-over";

const lookEveryMs = 250;
const relationsAtOnce = 16;

/** What is under way first, then what waits for a later read, then new work in its order. */
const urgency: Readonly<Record<string, number>> = { checking: 0, unsettled: 1, waiting_member: 1, queued: 2 };

/** Due operations, at most one for each relation: the one that comes first there. */
async function dueOperations(context: ExecutorContext, epoch: number): Promise<readonly Operation[]> {
  const rows = await context.database.read
    .selectFrom("operation")
    .innerJoin("change_set", "change_set.id", "operation.change_set_id")
    .selectAll("operation")
    .where("operation.payer_uid", "=", context.payer)
    .where("operation.epoch", "in", [0, epoch])
    .where("operation.state", "in", Object.keys(urgency))
    .where("operation.due_at", "<=", instant(context.now()))
    .orderBy("change_set.applied_at")
    .orderBy("operation.position")
    .execute();
  const first = new Map<string, (typeof rows)[number]>();
  for (const row of rows) {
    const other = first.get(row.relation_id);
    if (!other || (urgency[row.state] ?? 0) < (urgency[other.state] ?? 0)) first.set(row.relation_id, row);
  }
  return [...first.values()].map(operationOf);
}

/** Moves one operation as far as it goes now. Says whether the relation may have more to do at once. */
async function advance(context: ExecutorContext, operation: Operation, epoch: number): Promise<boolean> {
  if (operation.state === "checking") {
    await readBack(context, operation);
    return true;
  }
  if (operation.state !== "queued") {
    await settleLater(context, operation);
    return true;
  }
  const claim = await context.database.transaction(async (tx) => {
    await tx.updateTable("operation").set({ epoch }).where("id", "=", operation.id).where("epoch", "=", 0).execute();
    return claimOperation(tx, context, { ...operation, epoch });
  });
  raise("changed");
  if (claim.kind === "wait") return false;
  if (claim.kind === "ended") return true;
  const checking = claim.kind === "look" ? claim.operation : await sendOperation(context, claim.operation);
  if (checking) await readBack(context, checking);
  return true;
}

/**
 * Runs the operations of one account until aborted: serial within a relation, several relations at once. Works only
 * while this process leads; a superseded operation is left as it is for whoever leads next.
 */
export async function runExecutor(context: ExecutorContext): Promise<void> {
  const busy = new Map<string, Promise<void>>();
  // Operations whose last step failed unexpectedly, with the epoch it ran under: recovered before anything else.
  const stumbled = new Map<string, number>();

  async function workOn(operation: Operation, epoch: number): Promise<void> {
    try {
      if (await advance(context, operation, epoch)) raise("wake");
    } catch (error) {
      const isExpected = error instanceof Superseded || context.abort.aborted;
      if (isExpected) return;
      context.logger.error({ err: error, operation: operation.id }, "an operation stumbled");
      stumbled.set(operation.id, epoch);
    } finally {
      busy.delete(operation.relationId);
    }
  }

  async function recoverAll(): Promise<void> {
    for (const [operationId, epoch] of stumbled) {
      await recoverStumbled(context, operationId, epoch);
      stumbled.delete(operationId);
    }
  }

  while (!context.abort.aborted) {
    await recoverAll().catch((error: unknown) => context.logger.error({ err: error }, "recovery has to wait"));
    const epoch = context.leader.epoch();
    const due = epoch === null ? [] : await dueOperations(context, epoch).catch(() => []);
    for (const operation of due) {
      if (epoch === null || busy.size >= relationsAtOnce) break;
      if (!busy.has(operation.relationId)) busy.set(operation.relationId, workOn(operation, epoch));
    }
    await waitForSignal("wake", lookEveryMs, context.abort);
  }
  await Promise.allSettled(busy.values());
}
