import { hastenAccountReads } from "@/lib/db/queries/account-operations";
import { appendAudit } from "@/lib/db/queries/audit";
import { insertCheckRequests, knownRelations } from "@/lib/db/queries/check-requests";
import { hastenReads } from "@/lib/db/queries/operations";
import { AppError } from "@/lib/domain/errors";
import { instant } from "@/lib/domain/ids";
import { authorise, authorOf, type Context, reachOf } from "@/lib/services/context";

/** A selection is checked in one go up to this size; more is the sweep's work. */
const mostAtOnce = 500;

/**
 * Asks for a new read of relations (QueryPermissionList) ahead of the sweep; the worker makes it. Throws `bad_input`
 * for none or more than 500, `not_found` when one of them is not theirs: then none is asked for.
 */
export async function checkNow(
  context: Context,
  input: { readonly relationIds: readonly string[] },
): Promise<{ readonly queued: number }> {
  authorise(context, "member.check");
  const wanted = [...new Set(input.relationIds)];
  if (wanted.length === 0 || wanted.length > mostAtOnce) throw new AppError("bad_input", ["relationIds"]);
  const at = instant(context.now());
  await context.database.transaction(async (tx) => {
    const relationIds = await knownRelations(tx, reachOf(context), wanted);
    if (relationIds.length !== wanted.length) throw new AppError("not_found");
    await insertCheckRequests(tx, context.payer, { relationIds, personId: context.actor.id, at });
    // A person who asks also wants to know how what is unsettled of it stands.
    await hastenReads(tx, context.payer, relationIds, at);
    await hastenAccountReads(tx, context.payer, relationIds, at);
    await appendAudit(tx, authorOf(context), {
      action: "member.check",
      entity: relationIds.length === 1 ? `relation:${relationIds[0]}` : null,
      detail: { relationIds: [...relationIds].sort() },
    });
  });
  context.wake();
  return { queued: wanted.length };
}
