import { type AccountOperation, accountOperationOf } from "@/lib/db/queries/account-operations";
import { raise, waitForSignal } from "@/lib/db/signal";
import { instant } from "@/lib/domain/ids";
import type { AccountContext } from "@/lib/worker/account-operations/account-context";
import { claimAccountOperation } from "@/lib/worker/account-operations/claim-account-operation";
import { readBackAccount, settleAccountLater } from "@/lib/worker/account-operations/read-back-account";
import { sendAccountOperation } from "@/lib/worker/account-operations/send-account-operation";
import { recoverAccountOperation } from "@/lib/worker/account-operations/take-over-accounts";
import { isSendingAllowed } from "@/lib/worker/claim-operation";
import { Superseded } from "@/lib/worker/executor-context";

const lookEveryMs = 250;
const atOnce = 4;
const longestRestMs = 30_000;
const movable = ["checking", "unsettled", "waiting_member", "unseen", "queued"] as const;

/** Due operations, the oldest first; where nothing may be sent, of the queued ones only those that end unsent. */
async function dueOperations(context: AccountContext, epoch: number): Promise<readonly AccountOperation[]> {
  const db = context.database.read;
  const now = instant(context.now());
  const maySend = await isSendingAllowed(db, context.payer);
  const rows = await db
    .selectFrom("account_operation")
    .selectAll()
    .where("payer_uid", "=", context.payer)
    .where("epoch", "in", [0, epoch])
    .where("state", "in", [...movable])
    .where("due_at", "<=", now)
    .$if(!maySend, (query) =>
      query.where((e) =>
        e.or([e("state", "<>", "queued"), e("stopped_at", "is not", null), e("expires_at", "<=", now)]),
      ),
    )
    .orderBy("created_at")
    .execute();
  return rows.flatMap((row) => {
    try {
      return [accountOperationOf(row)];
    } catch (error) {
      context.logger.error({ err: error, operation: row.id }, "an account operation cannot be read");
      return [];
    }
  });
}

/** Moves one operation as far as it goes now. */
async function advance(context: AccountContext, operation: AccountOperation, epoch: number): Promise<void> {
  if (operation.state === "checking") return readBackAccount(context, operation);
  if (operation.state !== "queued") return settleAccountLater(context, operation);
  const claim = await context.database.transaction((tx) => claimAccountOperation(tx, context, operation.id, epoch));
  if (claim.kind === "wait") return;
  raise("changed");
  if (claim.kind === "ended") return;
  const checking = claim.kind === "look" ? claim.operation : await sendAccountOperation(context, claim.operation);
  if (checking) await readBackAccount(context, checking);
}

/**
 * Runs the account operations of one account until aborted, a few at once. Works only while this process leads; a
 * superseded operation is left as it is for whoever leads next.
 */
export async function runAccountExecutor(context: AccountContext): Promise<void> {
  const busy = new Map<string, Promise<void>>();
  // Operations whose last step failed unexpectedly, with the epoch it ran under: recovered before anything else.
  const stumbled = new Map<string, number>();
  const stumbles = new Map<string, { readonly times: number; readonly until: number }>();
  const isFree = (id: string) => !busy.has(id) && performance.now() >= (stumbles.get(id)?.until ?? 0);

  async function workOn(operation: AccountOperation, epoch: number): Promise<void> {
    try {
      await advance(context, operation, epoch);
      stumbles.delete(operation.id);
    } catch (error) {
      if (error instanceof Superseded || context.abort.aborted) return;
      context.logger.error({ err: error, operation: operation.id }, "an account operation stumbled");
      const times = (stumbles.get(operation.id)?.times ?? 0) + 1;
      const rest = Math.min(longestRestMs, lookEveryMs * 2 ** times);
      stumbled.set(operation.id, epoch);
      stumbles.set(operation.id, { times, until: performance.now() + rest });
    } finally {
      busy.delete(operation.id);
      raise("wake");
    }
  }

  async function recoverAll(): Promise<void> {
    for (const [id, epoch] of stumbled) {
      await recoverAccountOperation(context, id, epoch);
      stumbled.delete(id);
    }
  }

  while (!context.abort.aborted) {
    await recoverAll().catch((error: unknown) => context.logger.error({ err: error }, "recovery has to wait"));
    const epoch = context.leader.epoch();
    if (epoch !== null && busy.size < atOnce)
      try {
        const due = (await dueOperations(context, epoch)).filter(({ id }) => isFree(id));
        for (const operation of due.slice(0, atOnce - busy.size)) busy.set(operation.id, workOn(operation, epoch));
      } catch (error) {
        context.logger.error({ err: error }, "the list of account operations cannot be read");
      }
    await waitForSignal("wake", lookEveryMs, context.abort);
  }
  await Promise.allSettled(busy.values());
}
