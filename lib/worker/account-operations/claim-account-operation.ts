import type { Tx } from "@/lib/db/database";
import { type AccountOperation, accountOperationOf } from "@/lib/db/queries/account-operations";
import type { AccountNotSentReason } from "@/lib/domain/account-operation";
import { instant, later } from "@/lib/domain/ids";
import type { AccountContext } from "@/lib/worker/account-operations/account-context";
import { moveAccountOperation, settleAccountOperation } from "@/lib/worker/account-operations/move-account-operation";
import { isSendingAllowed } from "@/lib/worker/claim-operation";
import { raiseGeneration } from "@/lib/worker/move-operation";
import { throttledForMs } from "@/lib/worker/next-try";

/**
 * `claimed`: go on to the request. `ended`: it was settled without sending. `look`: it was turned away too often, so one
 * more read decides. `wait`: writes are off or paused.
 */
export type AccountClaim =
  | { readonly kind: "claimed" | "look"; readonly operation: AccountOperation }
  | { readonly kind: "ended" }
  | { readonly kind: "wait" };

function endOf(context: AccountContext, operation: AccountOperation): AccountNotSentReason | null {
  if (operation.stoppedAt !== null) return operation.stopReason ?? "cancelled";
  return operation.expiresAt <= instant(context.now()) ? "expired" : null;
}

/** Whether it was throttled for so long that it is not sent any more. */
const isWornOut = (context: AccountContext, { firstSentAt }: AccountOperation): boolean =>
  firstSentAt !== null && later(firstSentAt, throttledForMs) <= instant(context.now());

/** Decides, in one transaction, whether a queued operation goes on. */
export async function claimAccountOperation(
  tx: Tx,
  context: AccountContext,
  id: string,
  epoch: number,
): Promise<AccountClaim> {
  await tx.updateTable("account_operation").set({ epoch }).where("id", "=", id).where("epoch", "=", 0).execute();
  const row = await tx.selectFrom("account_operation").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
  const operation = accountOperationOf(row);
  if (operation.state !== "queued" || operation.epoch !== epoch) return { kind: "wait" };
  const reason = endOf(context, operation);
  const isThrottled = operation.firstSentAt !== null;
  if (isThrottled && (reason !== null || isWornOut(context, operation))) {
    if (operation.kind !== "create")
      return { kind: "look", operation: await moveAccountOperation(tx, operation, "checking", { waiting: null }) };
    // Flow control turned every request away before it was carried out; a create has nothing to read back.
    await settleAccountOperation(tx, context, operation, { outcome: "refused" });
    return { kind: "ended" };
  }
  if (reason) {
    await settleAccountOperation(tx, context, operation, { outcome: "not_sent", reason });
    return { kind: "ended" };
  }
  if (!(await isSendingAllowed(tx, context.payer))) return { kind: "wait" };
  const claimed = await moveAccountOperation(tx, operation, "reading");
  if (claimed.relationId) await raiseGeneration(tx, context.payer, claimed.relationId);
  return { kind: "claimed", operation: claimed };
}
