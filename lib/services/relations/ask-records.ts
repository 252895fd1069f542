import { appendAudit } from "@/lib/db/queries/audit";
import { knownRelations } from "@/lib/db/queries/check-requests";
import { insertRecordLook, latestRecordLook } from "@/lib/db/queries/record-looks";
import { AppError } from "@/lib/domain/errors";
import { instant, type RelationId } from "@/lib/domain/ids";
import { authorise, authorOf, type Context, reachOf } from "@/lib/services/context";

/**
 * Asks what upstream has on record about a relation (GetAccountRelation) and the account on its other side
 * (QueryFinancialAccountInfo); the worker does. Throws `not_found`, `conflict` while it is being asked.
 */
export async function askRecords(context: Context, input: { readonly relationId: RelationId }): Promise<void> {
  authorise(context, "member.check");
  await context.database.transaction(async (tx) => {
    const known = await knownRelations(tx, reachOf(context), [input.relationId]);
    if (known.length === 0) throw new AppError("not_found");
    const latest = await latestRecordLook(tx, context.payer, input.relationId);
    if (latest?.doneAt === null) throw new AppError("conflict");
    const at = instant(context.now());
    await insertRecordLook(tx, context.payer, { relationId: input.relationId, personId: context.actor.id, at });
    await appendAudit(tx, authorOf(context), {
      action: "relation.ask_records",
      entity: `relation:${input.relationId}`,
    });
  });
  context.wake();
}
