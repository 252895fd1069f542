import { appendAudit } from "@/lib/db/queries/audit";
import { AppError } from "@/lib/domain/errors";
import type { RelationId } from "@/lib/domain/ids";
import type { PermissionCode } from "@/lib/domain/permission-catalogue";
import type { DraftView } from "@/lib/domain/views/change-set";
import { draftAsPlanned } from "@/lib/services/changes/draft-view";
import { fillDraft } from "@/lib/services/changes/fill-draft";
import { authorise, authorOf, type Context } from "@/lib/services/context";

/**
 * Notes in the person's draft that a code is wanted on or off; wanting what is observed takes the change out. Gives
 * the draft as planned now, null when nothing is left in it. Throws `not_found` for a relation of another account and
 * `change_blocked` where the box cannot be ticked.
 */
export async function setWanted(
  context: Context,
  input: { readonly relationId: RelationId; readonly code: PermissionCode; readonly wanted: boolean },
): Promise<DraftView | null> {
  const { relationId, code, wanted } = input;
  return context.database.transaction(async (tx) => {
    authorise(context, "change.request");
    const { changeSetId, blocked } = await fillDraft(tx, context, new Map([[relationId, new Map([[code, wanted]])]]));
    if (blocked > 0) throw new AppError("change_blocked");
    if (changeSetId === null) return null;
    await appendAudit(tx, authorOf(context), {
      action: "draft.edited",
      entity: `relation:${relationId}`,
      detail: { changeSetId, code, wanted },
    });
    return draftAsPlanned(tx, context);
  });
}
