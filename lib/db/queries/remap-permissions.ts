import type { Tx } from "@/lib/db/database";
import { currentSets, replaceCurrentSets } from "@/lib/db/queries/current-sets";
import { activeAliases } from "@/lib/db/queries/relation-facts";
import { refreshSummaries } from "@/lib/db/queries/set-summaries";
import type { Instant, RelationId, Uid } from "@/lib/domain/ids";
import type { ObservedRow } from "@/lib/domain/observed";

const relationsAtOnce = 500;

/** Maps every current set of an account anew, after its aliases changed. Raw codes stay as they came. */
export async function remapPermissions(tx: Tx, payer: Uid, at: Instant): Promise<void> {
  const aliases = await activeAliases(tx, payer);
  const relations = await tx
    .selectFrom("permission")
    .select("relation_id")
    .distinct()
    .where("payer_uid", "=", payer)
    .execute();
  const ids = relations.map(({ relation_id }) => relation_id as RelationId);
  for (let from = 0; from < ids.length; from += relationsAtOnce) {
    const some = ids.slice(from, from + relationsAtOnce);
    const sets = new Map<RelationId, readonly ObservedRow[]>();
    for (const [relationId, rows] of await currentSets(tx, payer, some)) sets.set(relationId as RelationId, rows);
    await replaceCurrentSets(tx, payer, sets, aliases);
    await refreshSummaries(tx, payer, some, at);
  }
}
