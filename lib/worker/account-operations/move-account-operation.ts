import type { Tx } from "@/lib/db/database";
import {
  type AccountOperation,
  type AccountOperationState,
  accountOperationOf,
} from "@/lib/db/queries/account-operations";
import type { AuditAuthor } from "@/lib/db/queries/audit";
import type { Schema } from "@/lib/db/schema";
import { type Instant, instant, type RelationId, type Uid } from "@/lib/domain/ids";
import { type AccountVerdict, recordAccountOutcome } from "@/lib/services/account-operations/record-account-outcome";
import type { AccountContext } from "@/lib/worker/account-operations/account-context";
import { Superseded } from "@/lib/worker/executor-context";
import { raiseGeneration } from "@/lib/worker/move-operation";

/** Columns that a move may set besides the state. */
type Facts = Partial<
  Pick<
    Schema["account_operation"],
    | "due_at"
    | "waiting"
    | "waiting_since"
    | "first_sent_at"
    | "last_sent_at"
    | "settles_at"
    | "settled_at"
    | "relation_id"
    | "member_uid"
    | "seen_state"
    | "result"
  >
>;

/** Moves it on, only where epoch and state still match; else throws `Superseded` and nothing is written. */
export async function moveAccountOperation(
  tx: Tx,
  operation: AccountOperation,
  to: AccountOperationState,
  facts: Facts = {},
): Promise<AccountOperation> {
  const row = await tx
    .updateTable("account_operation")
    .set((e) => ({ state: to, version: e("version", "+", 1), ...facts }))
    .where("id", "=", operation.id)
    .where("epoch", "=", operation.epoch)
    .where("state", "=", operation.state)
    .returningAll()
    .executeTakeFirst();
  if (!row) throw new Superseded(`account operation ${operation.id} is no longer ${operation.state}`);
  return accountOperationOf(row);
}

/** The author of what the executor writes: correlated with the request that asked for the operation. */
export const authorOf = (context: Pick<AccountContext, "payer">, operation: AccountOperation): AuditAuthor => ({
  person: null,
  system: "executor",
  payerUid: context.payer,
  correlationId: operation.correlationId,
});

/** Ends it with a verdict; its relation gets a new generation. */
export async function settleAccountOperation(
  tx: Tx,
  context: AccountContext,
  operation: AccountOperation,
  verdict: AccountVerdict,
  facts: Facts = {},
): Promise<void> {
  const at = instant(context.now());
  const settled = await moveAccountOperation(tx, operation, "settled", { ...facts, settled_at: at, waiting: null });
  await recordAccountOutcome(tx, authorOf(context, operation), operation, verdict, at);
  if (!settled.relationId) return;
  await raiseGeneration(tx, context.payer, settled.relationId);
  if (settled.kind === "cancel") await hastenLink(tx, context.payer, settled.relationId, at);
  if (verdict.outcome === "verified")
    await tx
      .updateTable("relation")
      .set({ changed_at: at })
      .where("payer_uid", "=", context.payer)
      .where("relation_id", "=", settled.relationId)
      .execute();
}

/** The link whose invitation was cancelled is read at once, so that the member can be linked again. */
const hastenLink = (tx: Tx, payer: Uid, relationId: RelationId, at: Instant) =>
  tx
    .updateTable("account_operation")
    .set({ due_at: at })
    .where("payer_uid", "=", payer)
    .where("relation_id", "=", relationId)
    .where("kind", "=", "link")
    .where("state", "=", "waiting_member")
    .execute();

/** Keeps it open under an outcome that a later read or a person may still replace. */
export async function holdAccountOperation(
  tx: Tx,
  context: AccountContext,
  operation: AccountOperation,
  to: "waiting_member" | "unsettled" | "unseen" | "locked",
  verdict: AccountVerdict,
  facts: Facts,
): Promise<void> {
  await moveAccountOperation(tx, operation, to, facts);
  await recordAccountOutcome(tx, authorOf(context, operation), operation, verdict, instant(context.now()));
}
