import { begunOperations, queuedOperations } from "@/lib/db/queries/due-operations";
import { type Operation, operationOf } from "@/lib/db/queries/operations";
import { raise, waitForSignal } from "@/lib/db/signal";
import { instant } from "@/lib/domain/ids";
import { claimOperation, isSendingAllowed } from "@/lib/worker/claim-operation";
import { type ExecutorContext, Superseded } from "@/lib/worker/executor-context";
import { readBack } from "@/lib/worker/read-back";
import { sendOperation } from "@/lib/worker/send-operation";
import { settleLater } from "@/lib/worker/settle-later";
import { recoverStumbled } from "@/lib/worker/take-over";

const lookEveryMs = 250;
const relationsAtOnce = 16;
const longestRestMs = 30_000;

interface Wanted {
  /** Relations that are busy, or rest after a failure. */
  readonly resting: readonly string[];
  readonly most: number;
  readonly onUnreadable: (relationId: string) => void;
}

/**
 * Due operations, one for each relation that is not busy: what is under way first, then what waits for a later read,
 * then new work in its order. A relation's queued operations go in their order: one that is not due yet holds the later
 * ones. Where nothing may be sent, of the queued ones only those that end without being sent. A row that cannot be read
 * is left out and reported; the others go on.
 */
async function dueOperations(
  context: ExecutorContext,
  epoch: number,
  { resting, most, onUnreadable }: Wanted,
): Promise<readonly Operation[]> {
  const db = context.database.read;
  const now = instant(context.now());
  const asked = { payer: context.payer, epoch, now, resting, most };
  const begun = await begunOperations(db, asked);
  const maySend = await isSendingAllowed(db, context.payer);
  const queued = await queuedOperations(db, { ...asked, endingOnly: !maySend });
  const heads = new Map<string, (typeof begun)[number]>();
  for (const row of [...begun, ...queued]) if (!heads.has(row.relation_id)) heads.set(row.relation_id, row);
  const operations: Operation[] = [];
  for (const row of [...heads.values()].slice(0, most)) {
    try {
      operations.push(operationOf(row));
    } catch (error) {
      context.logger.error({ err: error, operation: row.id }, "an operation cannot be read");
      onUnreadable(row.relation_id);
    }
  }
  return operations;
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
  if (claim.kind === "wait") return false;
  raise("changed");
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
  // Relations that rest after failures, so that a full disk does not turn into a storm of reads.
  const stumbles = new Map<string, { readonly times: number; readonly until: number }>();
  const resting = () => [
    ...busy.keys(),
    ...[...stumbles].filter(([, { until }]) => performance.now() < until).map(([relationId]) => relationId),
  ];

  const rest = (relationId: string) => {
    const times = (stumbles.get(relationId)?.times ?? 0) + 1;
    const length = Math.min(longestRestMs, lookEveryMs * 2 ** times);
    stumbles.set(relationId, { times, until: performance.now() + length });
  };

  async function workOn(operation: Operation, epoch: number): Promise<void> {
    try {
      if (await advance(context, operation, epoch)) raise("wake");
      stumbles.delete(operation.relationId);
    } catch (error) {
      const isExpected = error instanceof Superseded || context.abort.aborted;
      if (isExpected) return;
      context.logger.error({ err: error, operation: operation.id }, "an operation stumbled");
      stumbled.set(operation.id, epoch);
      rest(operation.relationId);
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
    const room = relationsAtOnce - busy.size;
    if (epoch !== null && room > 0)
      try {
        for (const operation of await dueOperations(context, epoch, {
          resting: resting(),
          most: room,
          onUnreadable: rest,
        }))
          busy.set(operation.relationId, workOn(operation, epoch));
      } catch (error) {
        context.logger.error({ err: error }, "the list of work cannot be read");
      }
    await waitForSignal("wake", lookEveryMs, context.abort);
  }
  await Promise.allSettled(busy.values());
}
