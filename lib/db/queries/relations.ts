import type { Queryable, Tx } from "@/lib/db/database";
import { runForRows } from "@/lib/db/queries/many-rows";
import type { Schema } from "@/lib/db/schema";
import type { Instant, RelationId, Uid } from "@/lib/domain/ids";

export type RelationRow = Schema["relation"];

/**
 * The relations of an account with these ids, by id. What it gives holds until this transaction ends: on both engines
 * one is under way at a time.
 */
export async function relationsByIds(
  tx: Tx,
  payer: Uid,
  relationIds: readonly RelationId[],
): Promise<ReadonlyMap<string, RelationRow>> {
  if (relationIds.length === 0) return new Map();
  const rows = await tx
    .selectFrom("relation")
    .selectAll()
    .where("payer_uid", "=", payer)
    .where("relation_id", "in", [...relationIds])
    .execute();
  return new Map(rows.map((row) => [row.relation_id, row]));
}

/** What a list page says about a relation. */
export const listedColumns = [
  "account_id",
  "account_name",
  "nickname",
  "counterpart",
  "type",
  "state",
  "setup_time",
  "start_time",
  "end_time",
  "state_began_at",
  "listed_at",
  "listed_sweep_id",
  "gone_at",
  "changed_at",
  "search",
] as const satisfies readonly (keyof RelationRow)[];

/** What a read of its permissions says that found nothing new. */
export const ageColumns = [
  "state_began_at",
  "read_began_at",
  "read_ended_at",
  "read_request_id",
  "read_error",
] as const satisfies readonly (keyof RelationRow)[];

/** What a read of its permissions says. */
export const readColumns = [
  "type",
  "state",
  "state_began_at",
  "changed_at",
  "read_began_at",
  "read_ended_at",
  "read_request_id",
  "read_digest",
  "read_error",
  "unmapped",
  "held",
  "unknown",
  "on_count",
  "next_turn_at",
] as const satisfies readonly (keyof RelationRow)[];

/**
 * Inserts new relations, and writes these columns of those that `relationsByIds` gave. A column that
 * is named costs a write to each index that has it, even when its value stays.
 */
export async function saveRelations(
  tx: Tx,
  rows: readonly RelationRow[],
  columns: typeof listedColumns | typeof readColumns | typeof ageColumns,
): Promise<void> {
  await runForRows(tx, `save relations by ${columns.join()}`, rows, (some) =>
    tx
      .insertInto("relation")
      .values(some)
      .onConflict((conflict) =>
        conflict
          .columns(["payer_uid", "relation_id"])
          .doUpdateSet((e) => Object.fromEntries(columns.map((column) => [column, e.ref(`excluded.${column}`)]))),
      ),
  );
}

/** The relations that stand as listed and were not on any page of a sweep. */
export async function notListedBy(db: Queryable, payer: Uid, sweepId: string): Promise<readonly RelationId[]> {
  const rows = await db
    .selectFrom("relation")
    .select("relation_id")
    .where("payer_uid", "=", payer)
    .where("gone_at", "is", null)
    .where((e) => e.or([e("listed_sweep_id", "is", null), e("listed_sweep_id", "!=", sweepId)]))
    .execute();
  return rows.map(({ relation_id }) => relation_id as RelationId);
}

/** Marks relations that upstream lists no more. */
export async function markGone(tx: Tx, payer: Uid, relationIds: readonly RelationId[], at: Instant): Promise<void> {
  await tx
    .updateTable("relation")
    .set({ gone_at: at, changed_at: at })
    .where("payer_uid", "=", payer)
    .where("relation_id", "in", [...relationIds])
    .execute();
}
