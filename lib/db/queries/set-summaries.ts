import type { Queryable, Tx } from "@/lib/db/database";
import { currentSets } from "@/lib/db/queries/current-sets";
import { activeAliases } from "@/lib/db/queries/relation-facts";
import type { RelationRow } from "@/lib/db/queries/relations";
import type { Instant, RelationId, Uid } from "@/lib/domain/ids";
import { type SetSummary, summaryOf } from "@/lib/domain/set-summary";

/** A summary as the relation's columns hold it. */
export const summaryColumns = (
  summary: SetSummary,
): Pick<RelationRow, "unmapped" | "held" | "unknown" | "on_count" | "next_turn_at"> => ({
  unmapped: summary.unmapped,
  held: summary.held,
  unknown: summary.unknown,
  on_count: summary.onCount,
  next_turn_at: summary.nextTurnAt,
});

/** Sums the current sets of relations up anew, as they are at a moment. */
export async function refreshSummaries(
  tx: Tx,
  payer: Uid,
  relationIds: readonly RelationId[],
  at: Instant,
): Promise<void> {
  const aliases = await activeAliases(tx, payer);
  const sets = await currentSets(tx, payer, relationIds);
  for (const relationId of relationIds)
    await tx
      .updateTable("relation")
      .set(summaryColumns(summaryOf(sets.get(relationId) ?? [], aliases, at)))
      .where("payer_uid", "=", payer)
      .where("relation_id", "=", relationId)
      .execute();
}

/** Relations of which a row has started or ended since they were summed up, at most so many. */
export async function turnedRelations(
  db: Queryable,
  payer: Uid,
  at: Instant,
  most: number,
): Promise<readonly RelationId[]> {
  const rows = await db
    .selectFrom("relation")
    .select("relation_id")
    .where("payer_uid", "=", payer)
    .where("next_turn_at", "<=", at)
    .limit(most)
    .execute();
  return rows.map(({ relation_id }) => relation_id as RelationId);
}
