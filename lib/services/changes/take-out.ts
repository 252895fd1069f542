import { knownRelations } from "@/lib/db/queries/check-requests";
import { draftOf } from "@/lib/db/queries/drafts";
import { AppError } from "@/lib/domain/errors";
import type { RelationId } from "@/lib/domain/ids";
import type { DraftView } from "@/lib/domain/views/change-set";
import { currentDraft } from "@/lib/services/changes/current-draft";
import { draftEdited } from "@/lib/services/changes/draft-edited";
import { authorise, type Context, reachOf } from "@/lib/services/context";

/**
 * Takes a relation's changes out of the person's draft. Gives the draft as planned now, null when nothing is left in
 * it: then it is discarded. Throws `not_found` when the draft has no such relation.
 */
export async function takeOut(context: Context, input: { readonly relationId: RelationId }): Promise<DraftView | null> {
  await context.database.transaction(async (tx) => {
    authorise(context, "change.request");
    const draft = await draftOf(tx, context.payer, context.actor.id);
    const [known] = await knownRelations(tx, reachOf(context), [input.relationId]);
    if (!known || !draft?.wanted.has(input.relationId)) throw new AppError("not_found");
    await tx
      .deleteFrom("change")
      .where("change_set_id", "=", draft.row.id)
      .where("relation_id", "=", input.relationId)
      .execute();
    await draftEdited(tx, context, draft.row.id, { action: "draft.taken_out", ...input });
  });
  return currentDraft(context);
}
