import type { Tx } from "@/lib/db/database";
import type { AuditAuthor } from "@/lib/db/queries/audit";
import { type Operation, type OperationState, operationOf } from "@/lib/db/queries/operations";
import type { Schema } from "@/lib/db/schema";
import { type ExecutorContext, Superseded } from "@/lib/worker/executor-context";

/** Columns that a move may set besides the state. */
type Facts = Partial<
  Pick<
    Schema["operation"],
    | "due_at"
    | "waiting"
    | "pre_read_error"
    | "first_sent_at"
    | "last_sent_at"
    | "answered_at"
    | "settles_at"
    | "waiting_since"
    | "absent_since"
    | "settled_at"
  >
>;

/** Moves an operation on, only where its epoch and state still match; else throws `Superseded` and nothing is written. */
export async function moveOperation(
  tx: Tx,
  operation: Operation,
  to: OperationState,
  facts: Facts = {},
): Promise<Operation> {
  const row = await tx
    .updateTable("operation")
    .set({ state: to, ...facts })
    .where("id", "=", operation.id)
    .where("epoch", "=", operation.epoch)
    .where("state", "=", operation.state)
    .returningAll()
    .executeTakeFirst();
  if (!row) throw new Superseded(`operation ${operation.id} is no longer ${operation.state}`);
  return operationOf(row);
}

/** Marks the account's and the relation's generation: a read begun before this is history from now on (rule 9). */
export async function raiseGeneration(tx: Tx, payer: string, relationId: string): Promise<number> {
  const { generation } = await tx
    .updateTable("account")
    .set((e) => ({ generation: e("generation", "+", 1) }))
    .where("uid", "=", payer)
    .returning("generation")
    .executeTakeFirstOrThrow();
  await tx
    .updateTable("relation")
    .set({ generation })
    .where("payer_uid", "=", payer)
    .where("relation_id", "=", relationId)
    .execute();
  return generation;
}

/** The author of what the executor writes about an operation: correlated with the request that applied it. */
export async function authorOfOperation(
  tx: Tx,
  context: Pick<ExecutorContext, "payer">,
  operation: Operation,
): Promise<AuditAuthor> {
  const set = await tx
    .selectFrom("change_set")
    .select("correlation_id")
    .where("id", "=", operation.changeSetId)
    .executeTakeFirst();
  return {
    person: null,
    system: "executor",
    payerUid: context.payer,
    correlationId: set?.correlation_id ?? operation.changeSetId,
  };
}
