import { appendAudit } from "@/lib/db/queries/audit";
import { isSetInReach } from "@/lib/db/queries/change-results";
import { isIdInScope } from "@/lib/db/queries/scope";
import { AppError } from "@/lib/domain/errors";
import { instant, type RelationId } from "@/lib/domain/ids";
import { isPermissionCode, type PermissionCode } from "@/lib/domain/permission-catalogue";
import type { Outcome } from "@/lib/domain/views/change-set";
import { discardIfEmpty } from "@/lib/services/changes/discard-if-empty";
import { type Filled, fillDraft } from "@/lib/services/changes/fill-draft";
import { authorise, authorOf, type Context, reachOf } from "@/lib/services/context";

/** What of an applied change set is taken up again, by its outcome, and whether the same is wanted or its reverse. */
const ways = {
  // Of these nothing has happened and nothing can any more; a Refused one would be refused again.
  retry: { outcomes: ["not_sent", "no_effect"], reversed: false },
  undo: { outcomes: ["verified"], reversed: true },
} as const satisfies Record<string, { readonly outcomes: readonly Outcome[]; readonly reversed: boolean }>;
export type TakeUp = keyof typeof ways;

/**
 * Puts changes of an applied change set into the person's own draft, against what is observed today: `retry` what was
 * Not sent or had No effect, `undo` the reverse of what was verified. Nothing is sent before that is reviewed and applied.
 * What is tried again has the end that it had, if that lies ahead: what was meant for a time must not become lasting unseen.
 * Throws `not_found`; `conflict` for a calibration and where the set has nothing of the kind.
 */
export async function takeUpChanges(
  context: Context,
  input: { readonly changeSetId: string; readonly how: TakeUp },
): Promise<Omit<Filled, "changeSetId">> {
  const { outcomes, reversed } = ways[input.how];
  return context.database.transaction(async (tx) => {
    authorise(context, "change.request");
    const reach = reachOf(context);
    const set = await tx
      .selectFrom("change_set")
      .select(["id", "purpose", "until"])
      .where("id", "=", input.changeSetId)
      .where("payer_uid", "=", context.payer)
      .where("status", "in", ["applying", "done"])
      .where(isSetInReach(reach, context.actor.id))
      .executeTakeFirst();
    if (!set) throw new AppError("not_found");
    const changes = await tx
      .selectFrom("change")
      .select(["relation_id", "code", "direction"])
      .where("change_set_id", "=", set.id)
      .where("outcome", "in", outcomes)
      .where(isIdInScope(reach, "change.relation_id"))
      .orderBy("relation_id")
      .execute();
    if (set.purpose === "calibration" || changes.length === 0) throw new AppError("conflict");
    const wishes = new Map<RelationId, Map<PermissionCode, boolean>>();
    for (const { relation_id, code, direction } of changes) {
      if (!isPermissionCode(code)) continue;
      const relationId = relation_id as RelationId;
      const on = (direction === "add") !== reversed;
      wishes.set(relationId, (wishes.get(relationId) ?? new Map()).set(code, on));
    }
    const { changeSetId, ...counts } = await fillDraft(tx, context, wishes);
    await appendAudit(tx, authorOf(context), {
      action: "draft.taken_up",
      entity: `change_set:${set.id}`,
      detail: { how: input.how, changeSetId, ...counts },
    });
    if (changeSetId !== null && input.how === "retry" && counts.noted > 0 && (set.until ?? "") > instant(context.now()))
      await tx.updateTable("change_set").set({ until: set.until }).where("id", "=", changeSetId).execute();
    if (changeSetId !== null) await discardIfEmpty(tx, changeSetId);
    return counts;
  });
}
