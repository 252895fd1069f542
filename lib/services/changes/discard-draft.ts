import { appendAudit } from "@/lib/db/queries/audit";
import { AppError } from "@/lib/domain/errors";
import { authorise, authorOf, type Context } from "@/lib/services/context";

/** Throws the person's own draft away. `not_found` for another's, or one that was applied already. */
export async function discardDraft(context: Context, input: { readonly changeSetId: string }): Promise<null> {
  return context.database.transaction(async (tx) => {
    authorise(context, "change.request");
    const { numUpdatedRows } = await tx
      .updateTable("change_set")
      .set((e) => ({ status: "discarded", version: e("version", "+", 1) }))
      .where("id", "=", input.changeSetId)
      .where("payer_uid", "=", context.payer)
      .where("person_id", "=", context.actor.id)
      .where("status", "=", "draft")
      .executeTakeFirst();
    if (numUpdatedRows !== 1n) throw new AppError("not_found");
    await appendAudit(tx, authorOf(context), { action: "draft.discarded", entity: `change_set:${input.changeSetId}` });
    return null;
  });
}
