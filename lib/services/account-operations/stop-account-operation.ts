import { accountOperationRow } from "@/lib/db/queries/account-operations";
import { appendAudit } from "@/lib/db/queries/audit";
import { AppError } from "@/lib/domain/errors";
import { instant } from "@/lib/domain/ids";
import { authorise, authorOf, type Context, reachOf } from "@/lib/services/context";

/**
 * Stops an account operation of which nothing was sent: the executor ends it `not_sent: cancelled`; so too one that
 * flow control has turned away, which ends by a read, or, for a create, as refused. Throws `conflict` when a request of
 * it may have been carried out.
 */
export async function stopAccountOperation(context: Context, input: { readonly operationId: string }): Promise<void> {
  await context.database.transaction(async (tx) => {
    const row = await accountOperationRow(tx, reachOf(context), context.actor.id, input.operationId);
    if (!row) throw new AppError("not_found");
    authorise(context, "change.stop");
    const at = instant(context.now());
    const stopped = await tx
      .updateTable("account_operation")
      .set((e) => ({ stopped_at: at, stopped_by: context.actor.id, due_at: at, version: e("version", "+", 1) }))
      .where("id", "=", row.id)
      .where("state", "in", ["queued", "reading"])
      .where("stopped_at", "is", null)
      .returning("id")
      .executeTakeFirst();
    if (!stopped) throw new AppError("conflict");
    await appendAudit(tx, authorOf(context), {
      action: "account_operation.stopped",
      entity: `account_operation:${row.id}`,
      detail: { kind: row.kind },
    });
  });
  context.wake();
}
