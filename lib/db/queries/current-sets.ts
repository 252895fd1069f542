import type { Queryable, Tx } from "@/lib/db/database";
import { runForRows } from "@/lib/db/queries/many-rows";
import type { Schema } from "@/lib/db/schema";
import { type Alias, mapRawCode } from "@/lib/domain/code-mapping";
import type { Instant, RelationId, Uid } from "@/lib/domain/ids";
import type { ObservedRow } from "@/lib/domain/observed";

/** The current sets of relations, by relation, in upstream's order. A relation without rows has no entry. */
export async function currentSets(
  db: Queryable,
  payer: Uid,
  relationIds: readonly RelationId[],
): Promise<ReadonlyMap<string, readonly ObservedRow[]>> {
  const sets = new Map<string, ObservedRow[]>();
  if (relationIds.length === 0) return sets;
  const rows = await db
    .selectFrom("permission")
    .selectAll()
    .where("payer_uid", "=", payer)
    .where("relation_id", "in", [...relationIds])
    .orderBy("relation_id")
    .orderBy("position")
    .execute();
  for (const row of rows) {
    const set = sets.get(row.relation_id) ?? [];
    sets.set(row.relation_id, set);
    set.push({
      rawCode: row.raw_code,
      name: row.name,
      startTime: row.start_time as Instant | null,
      endTime: row.end_time as Instant | null,
      timesReadable: row.times_readable === 1,
    });
  }
  return sets;
}

/** Puts other rows in the place of the current sets of relations. */
export async function replaceCurrentSets(
  tx: Tx,
  payer: Uid,
  sets: ReadonlyMap<RelationId, readonly ObservedRow[]>,
  aliases: readonly Alias[],
): Promise<void> {
  if (sets.size === 0) return;
  await tx
    .deleteFrom("permission")
    .where("payer_uid", "=", payer)
    .where("relation_id", "in", [...sets.keys()])
    .execute();
  const rows = [...sets].flatMap(([relationId, set]) =>
    set.map((row, position): Schema["permission"] => {
      const mapping = mapRawCode(row.rawCode, aliases);
      return {
        payer_uid: payer,
        relation_id: relationId,
        position,
        raw_code: row.rawCode,
        name: row.name,
        start_time: row.startTime,
        end_time: row.endTime,
        times_readable: row.timesReadable ? 1 : 0,
        code: mapping.kind === "mapped" ? mapping.code : null,
      };
    }),
  );
  await runForRows(tx, "insert permissions", rows, (some) => tx.insertInto("permission").values(some));
}
