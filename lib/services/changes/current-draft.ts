import { secondPersonPolicy } from "@/lib/db/queries/approvals";
import { knownRelations } from "@/lib/db/queries/check-requests";
import { type Draft, draftOf } from "@/lib/db/queries/drafts";
import { AppError } from "@/lib/domain/errors";
import { planHash } from "@/lib/domain/plan-hash";
import { may } from "@/lib/domain/policy";
import { type DraftView, type PlannedRelation, plannedAtOnce, type WantedInDraft } from "@/lib/domain/views/change-set";
import { draftView, inOrderOfNeed, planDraft } from "@/lib/services/changes/draft-view";
import type { RelationPlan } from "@/lib/services/changes/relation-plan";
import { authorise, type Context, reachOf } from "@/lib/services/context";

async function ownDraft(context: Context): Promise<Draft | null> {
  authorise(context, "member.read");
  if (!may(context.actor, "change.request", context.payer)) return null;
  return draftOf(context.database.read, context.payer, context.actor.id);
}

const planned = (context: Context, draft: Draft) =>
  planDraft(context.database.read, reachOf(context), draft, { now: context.now(), freshForMs: context.freshForMs });

const viewed = async (context: Context, draft: Draft, plans: readonly RelationPlan[]): Promise<DraftView> =>
  draftView(draft, plans, await secondPersonPolicy(context.database.read, context.payer));

/** The person's open draft, planned on what is observed now; null when there is none or no right to have one. */
export async function currentDraft(context: Context): Promise<DraftView | null> {
  const draft = await ownDraft(context);
  return draft && viewed(context, draft, await planned(context, draft));
}

/** One page of the relations of the person's draft, a hundred at a time, in the order of `DraftView`. Throws `not_found`. */
export async function draftRelations(
  context: Context,
  input: { readonly page: number },
): Promise<{ readonly hash: string; readonly relations: readonly PlannedRelation[] }> {
  const draft = await ownDraft(context);
  if (!draft) throw new AppError("not_found");
  const plans = await planned(context, draft);
  const from = (input.page - 1) * plannedAtOnce;
  const relations = inOrderOfNeed(plans.map(({ view }) => view)).slice(from, from + plannedAtOnce);
  return { hash: planHash(plans.map(({ view }) => view)), relations };
}

/** What the person's draft wants of each code, for pages that show many members; null: there is none. */
export async function wantedInDraft(context: Context): Promise<WantedInDraft | null> {
  const draft = await ownDraft(context);
  if (!draft) return null;
  const reach = reachOf(context);
  const ids = [...draft.wanted.keys()];
  // What was noted before a scope was given, or of a member that is somebody else's by now, is not shown.
  const shown = new Set(reach.scope.kind === "all" ? ids : await knownRelations(context.database.read, reach, ids));
  const wanted = Object.fromEntries(
    [...draft.wanted].flatMap(([relationId, codes]) =>
      shown.has(relationId) ? [[relationId, Object.fromEntries(codes)]] : [],
    ),
  );
  return { id: draft.row.id, version: draft.row.version, wanted };
}
