import { actBlock, actsFor } from "@/lib/domain/account-acts";
import { AppError } from "@/lib/domain/errors";
import type { RelationId } from "@/lib/domain/ids";
import { may } from "@/lib/domain/policy";
import type { ActView } from "@/lib/domain/views/account-operation";
import { actFacts } from "@/lib/services/account-operations/act-facts";
import { authorise, type Context } from "@/lib/services/context";

/** The acts that make sense for a relation now, each with why it cannot be done. `not_found` for another account's. */
export async function relationActsView(
  context: Context,
  input: { readonly relationId: RelationId },
): Promise<readonly ActView[]> {
  authorise(context, "member.read");
  const facts = await actFacts(context.database.read, context, input.relationId);
  if (!facts) throw new AppError("not_found");
  return actsFor(facts.subject).map((act) => {
    const isAllowed = may(context.actor, act === "unlink" ? "member.unlink" : "invitation.answer", context.payer);
    return {
      act,
      blocked: isAllowed ? actBlock(act, facts.subject) : "no_right",
      openOperationId: facts.openOperationId,
    };
  });
}
