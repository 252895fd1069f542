import type { Queryable, Tx } from "@/lib/db/database";
import { type Draft, draftOf, movedCodes } from "@/lib/db/queries/drafts";
import { instant, type Uid } from "@/lib/domain/ids";
import { planHash } from "@/lib/domain/plan-hash";
import type { DraftView } from "@/lib/domain/views/change-set";
import { planRelation, type RelationPlan } from "@/lib/services/changes/relation-plan";
import type { Context } from "@/lib/services/context";

/** Plans every relation of a draft on what is observed now. A relation that is gone from storage is left out. */
export async function planDraft(
  db: Queryable,
  payer: Uid,
  draft: Draft,
  terms: { readonly now: number; readonly freshForMs: number },
): Promise<{ readonly view: DraftView; readonly plans: readonly RelationPlan[] }> {
  const moved = await movedCodes(db, payer);
  const plans: RelationPlan[] = [];
  for (const [relationId, wanted] of draft.wanted) {
    const plan = await planRelation(db, payer, relationId, {
      wanted,
      basis: draft.basis[relationId] ?? null,
      at: instant(terms.now),
      freshForMs: terms.freshForMs,
      moved,
    });
    if (plan) plans.push(plan);
  }
  const relations = plans.map((plan) => plan.view);
  return { plans, view: { id: draft.row.id, version: draft.row.version, relations, hash: planHash(relations) } };
}

/** After an edit: the person's draft as planned now; null when nothing is left in it, and then it is discarded. */
export async function draftAsPlanned(tx: Tx, { payer, actor, now, freshForMs }: Context): Promise<DraftView | null> {
  const draft = await draftOf(tx, payer, actor.id);
  if (!draft) return null;
  if (draft.wanted.size > 0) return (await planDraft(tx, payer, draft, { now: now(), freshForMs })).view;
  await tx.updateTable("change_set").set({ status: "discarded" }).where("id", "=", draft.row.id).execute();
  return null;
}
