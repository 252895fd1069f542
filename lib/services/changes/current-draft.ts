import { draftOf } from "@/lib/db/queries/drafts";
import { may } from "@/lib/domain/policy";
import type { DraftView } from "@/lib/domain/views/change-set";
import { planDraft } from "@/lib/services/changes/draft-view";
import { authorise, type Context } from "@/lib/services/context";

/** The person's open draft, planned on what is observed now; null when there is none or no right to have one. */
export async function currentDraft(context: Context): Promise<DraftView | null> {
  authorise(context, "member.read");
  if (!may(context.actor, "change.request", context.payer)) return null;
  const draft = await draftOf(context.database.read, context.payer, context.actor.id);
  if (!draft) return null;
  const terms = { now: context.now(), freshForMs: context.freshForMs };
  return (await planDraft(context.database.read, context.payer, draft, terms)).view;
}
