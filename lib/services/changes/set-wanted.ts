import { randomUUID } from "node:crypto";
import { appendAudit } from "@/lib/db/queries/audit";
import { draftOf } from "@/lib/db/queries/drafts";
import { relationFacts } from "@/lib/db/queries/relation-facts";
import { codeBlock } from "@/lib/domain/blocks";
import { AppError } from "@/lib/domain/errors";
import { instant, type RelationId } from "@/lib/domain/ids";
import { readCodes } from "@/lib/domain/observed";
import type { PermissionCode } from "@/lib/domain/permission-catalogue";
import { basisDigest } from "@/lib/domain/plan-hash";
import type { DraftView } from "@/lib/domain/views/change-set";
import { planDraft } from "@/lib/services/changes/draft-view";
import { expectationOf } from "@/lib/services/changes/relation-plan";
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
  return context.database.transaction(async (tx) => {
    const at = instant(context.now());
    const facts = await relationFacts(tx, context.payer, input.relationId);
    if (!facts) throw new AppError("not_found");
    authorise(context, "change.request");
    const status = readCodes(facts.rows, facts.aliases, at).codes[input.code].status;
    const isChange = input.wanted !== (status === "on");
    if (isChange && codeBlock(facts.block, input.code, status, at)) throw new AppError("change_blocked");

    const existing = await draftOf(tx, context.payer, context.actor.id);
    if (!existing && !isChange) return null;
    const id = existing?.row.id ?? randomUUID();
    const basis = { ...existing?.basis };
    if (!existing)
      await tx
        .insertInto("change_set")
        .values({
          id,
          payer_uid: context.payer,
          purpose: "change",
          status: "draft",
          person_id: context.actor.id,
          reason: "",
          plan_hash: null,
          basis: "{}",
          created_at: at,
          applied_at: null,
          stopped_at: null,
          correlation_id: null,
          version: 0,
        })
        .execute();
    await tx
      .deleteFrom("change")
      .where("change_set_id", "=", id)
      .where("relation_id", "=", input.relationId)
      .where("code", "=", input.code)
      .execute();
    if (isChange)
      await tx
        .insertInto("change")
        .values({
          id: randomUUID(),
          change_set_id: id,
          payer_uid: context.payer,
          relation_id: input.relationId,
          code: input.code,
          direction: input.wanted ? "add" : "remove",
          operation_id: null,
          outcome: null,
          reason: null,
          read_at: null,
          cause_proven: 0,
          after: null,
        })
        .execute();
    // The person has just looked at this relation, so what it shows now is what the plan stands on.
    basis[input.relationId] = basisDigest(expectationOf(context.payer, facts, at), facts.account.alias_version);
    await tx
      .updateTable("change_set")
      .set((e) => ({ basis: JSON.stringify(basis), version: e("version", "+", 1) }))
      .where("id", "=", id)
      .execute();
    await appendAudit(tx, authorOf(context), {
      action: "draft.edited",
      entity: `relation:${input.relationId}`,
      detail: { changeSetId: id, code: input.code, wanted: input.wanted },
    });
    const draft = await draftOf(tx, context.payer, context.actor.id);
    if (!draft || draft.wanted.size === 0) {
      await tx.updateTable("change_set").set({ status: "discarded" }).where("id", "=", id).execute();
      return null;
    }
    return (await planDraft(tx, context.payer, draft, { now: context.now(), freshForMs: context.freshForMs })).view;
  });
}
