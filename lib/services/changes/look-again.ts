import { draftOf, keepBasis } from "@/lib/db/queries/drafts";
import { relationFacts } from "@/lib/db/queries/relation-facts";
import { AppError } from "@/lib/domain/errors";
import { instant, type RelationId } from "@/lib/domain/ids";
import { readCodes } from "@/lib/domain/observed";
import { basisDigest } from "@/lib/domain/plan-hash";
import type { DraftView } from "@/lib/domain/views/change-set";
import { currentDraft } from "@/lib/services/changes/current-draft";
import { draftEdited } from "@/lib/services/changes/draft-edited";
import { expectationOf } from "@/lib/services/changes/relation-plan";
import { authorise, type Context, reachOf } from "@/lib/services/context";

/**
 * Plans a relation of the person's draft again, on what is observed of it now; changes that hold already go. Gives
 * the draft as planned now, null when nothing is left in it: then it is discarded. Throws `not_found` when the draft
 * has no such relation.
 */
export async function lookAgain(
  context: Context,
  input: { readonly relationId: RelationId },
): Promise<DraftView | null> {
  await context.database.transaction(async (tx) => {
    const at = instant(context.now());
    authorise(context, "change.request");
    const draft = await draftOf(tx, context.payer, context.actor.id);
    const wanted = draft?.wanted.get(input.relationId);
    const facts = wanted && (await relationFacts(tx, reachOf(context), input.relationId));
    if (!draft || !facts) throw new AppError("not_found");
    const observed = readCodes(facts.rows, facts.aliases, at);
    const holding = [...wanted]
      .filter(([code, on]) => (observed.codes[code].status === "on") === on)
      .map(([code]) => code);
    if (holding.length > 0)
      await tx
        .deleteFrom("change")
        .where("change_set_id", "=", draft.row.id)
        .where("relation_id", "=", input.relationId)
        .where("code", "in", holding)
        .execute();
    const seen = basisDigest(expectationOf(context.payer, facts, observed, at), facts.account.alias_version);
    await keepBasis(tx, draft.row.id, new Map([[input.relationId, seen]]));
    await draftEdited(tx, context, draft.row.id, { action: "draft.rebased", ...input });
  });
  return currentDraft(context);
}
