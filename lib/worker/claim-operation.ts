import type { Queryable, Tx } from "@/lib/db/database";
import { type Operation, openOperations, operationOf } from "@/lib/db/queries/operations";
import { instant, later } from "@/lib/domain/ids";
import type { ExecutorContext } from "@/lib/worker/executor-context";
import { moveOperation, raiseGeneration } from "@/lib/worker/move-operation";
import { throttledForMs } from "@/lib/worker/next-try";
import { type OperationFacts, operationFacts, requirementsHold, wasSent } from "@/lib/worker/operation-facts";
import { settleOperation } from "@/lib/worker/settle-operation";

/**
 * `claimed`: go on with the pre-read. `ended`: it was settled without sending. `look`: it was sent before and may not
 * be sent again, so one more read decides. `wait`: something else comes first.
 */
export type Claim =
  | { readonly kind: "claimed" | "look"; readonly operation: Operation }
  | { readonly kind: "ended" }
  | { readonly kind: "wait" };

/** Whether the account lets anything be sent now. */
export async function isSendingAllowed(db: Queryable, payer: string): Promise<boolean> {
  const account = await db
    .selectFrom("account")
    .select(["paused", "writes_on"])
    .where("uid", "=", payer)
    .executeTakeFirst();
  return account?.writes_on === 1 && account.paused === 0;
}

/** Why a queued operation may not be sent any more, whatever is observed; null: it may. */
function endOf(
  context: ExecutorContext,
  operation: Operation,
  facts: OperationFacts,
): "cancelled" | "approval_void" | "expired" | null {
  if (facts.set.stopped_at !== null) return facts.set.stop_reason === "approval_void" ? "approval_void" : "cancelled";
  const now = instant(context.now());
  if (operation.expiresAt <= now) return "expired";
  const first = operation.firstSentAt;
  return first !== null && wasSent(facts) && later(first, throttledForMs) <= now ? "expired" : null;
}

/** Decides, in one transaction, whether a queued operation goes on. */
export async function claimOperation(tx: Tx, context: ExecutorContext, queued: Operation): Promise<Claim> {
  const row = await tx.selectFrom("operation").selectAll().where("id", "=", queued.id).executeTakeFirstOrThrow();
  const operation = operationOf(row);
  if (operation.state !== "queued" || operation.epoch !== queued.epoch) return { kind: "wait" };
  const facts = await operationFacts(tx, operation);
  const end = endOf(context, operation, facts);
  if (end && wasSent(facts)) {
    const checking = await moveOperation(tx, operation, "checking", { waiting: null });
    await raiseGeneration(tx, context.payer, operation.relationId);
    return { kind: "look", operation: checking };
  }
  if (end) {
    await settleOperation(tx, context, operation, facts, () => ({ outcome: "not_sent", reason: end }), null);
    return { kind: "ended" };
  }
  const open = (await openOperations(tx, context.payer, [operation.relationId])).map(operationOf);
  const others = open.filter((candidate) => candidate.id !== operation.id);
  const unresolved = (candidate: Operation) => candidate.state === "unsettled" || candidate.state === "waiting_member";
  const blocking = others.filter(
    (candidate) =>
      unresolved(candidate) &&
      (candidate.changeSetId === operation.changeSetId ||
        candidate.state === "waiting_member" ||
        candidate.codes.some((code) => operation.codes.includes(code))),
  );
  const earlierSettled = facts.earlier.every((candidate) => candidate.state === "settled");
  if (blocking.length > 0 || (earlierSettled && !requirementsHold(operation, facts))) {
    await settleOperation(tx, context, operation, facts, () => ({ outcome: "not_sent", reason: "held_back" }), null);
    return { kind: "ended" };
  }
  const busy = others.some((candidate) => !unresolved(candidate) && candidate.state !== "queued");
  if (!earlierSettled || busy || !(await isSendingAllowed(tx, context.payer))) return { kind: "wait" };
  const claimed = await moveOperation(tx, operation, "reading");
  await raiseGeneration(tx, context.payer, operation.relationId);
  return { kind: "claimed", operation: claimed };
}
