import { appendAudit } from "@/lib/db/queries/audit";
import { matchingInOrder } from "@/lib/db/queries/members";
import { AppError } from "@/lib/domain/errors";
import type { RelationId } from "@/lib/domain/ids";
import { mostAtOnce } from "@/lib/domain/most-at-once";
import type { PermissionCode } from "@/lib/domain/permission-catalogue";
import type { DraftView } from "@/lib/domain/views/change-set";
import type { MemberQuery } from "@/lib/domain/views/member";
import { currentDraft } from "@/lib/services/changes/current-draft";
import { discardIfEmpty } from "@/lib/services/changes/discard-if-empty";
import { type Filled, fillDraft } from "@/lib/services/changes/fill-draft";
import { authorise, authorOf, type Context, reachOf } from "@/lib/services/context";

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
  await context.database.transaction(async (tx) => {
    authorise(context, "change.request");
    const { changeSetId, blocked } = await fillDraft(tx, context, new Map([[relationId, new Map([[code, wanted]])]]));
    if (blocked > 0) throw new AppError("change_blocked");
    if (changeSetId === null) return;
    await appendAudit(tx, authorOf(context), {
      action: "draft.edited",
      entity: `relation:${relationId}`,
      detail: { changeSetId, code, wanted },
    });
    await discardIfEmpty(tx, changeSetId);
  });
  return currentDraft(context);
}

/** Relations by their ids, or all that a view of the members list matches, on all its pages. */
export type Many = { readonly relationIds: readonly RelationId[] } | { readonly view: MemberQuery };

/**
 * The same for many relations at once: what is so already and boxes that cannot be ticked are counted and left as they
 * are. Throws `not_found` when one of them is another account's, `bad_input` for none or more than `mostAtOnce`; nothing is noted then.
 */
export async function setWantedMany(
  context: Context,
  input: { readonly of: Many; readonly code: PermissionCode; readonly wanted: boolean },
): Promise<Omit<Filled, "changeSetId"> & { readonly draft: DraftView | null }> {
  const { of, code, wanted } = input;
  const { changeSetId: _, ...counts } = await context.database.transaction(async (tx) => {
    authorise(context, "change.request");
    const relationIds = "view" in of ? await matchingInOrder(tx, reachOf(context), of.view) : of.relationIds;
    if (relationIds.length === 0 || relationIds.length > mostAtOnce) throw new AppError("bad_input", ["of"]);
    const wish: ReadonlyMap<PermissionCode, boolean> = new Map([[code, wanted]]);
    const filled = await fillDraft(tx, context, new Map(relationIds.map((relationId) => [relationId, wish])));
    if (filled.changeSetId !== null) {
      const { changeSetId, ...numbers } = filled;
      await appendAudit(tx, authorOf(context), {
        action: "draft.edited_many",
        entity: `change_set:${changeSetId}`,
        detail: { code, wanted, ...numbers, of: "view" in of ? "view" : "selection" },
      });
      await discardIfEmpty(tx, changeSetId ?? "");
    }
    return filled;
  });
  return { draft: await currentDraft(context), ...counts };
}
