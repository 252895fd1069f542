import type { Tx } from "@/lib/db/database";
import type { Schema } from "@/lib/db/schema";
import type { RelationId, Uid } from "@/lib/domain/ids";

export type RelationRow = Schema["relation"];

/**
 * The relations of an account with these ids, by id, held by this transaction until its end: the update without
 * effect takes their row locks where several transactions write at once (PostgreSQL).
 */
export async function holdRelations(
  tx: Tx,
  payer: Uid,
  relationIds: readonly RelationId[],
): Promise<ReadonlyMap<string, RelationRow>> {
  if (relationIds.length === 0) return new Map();
  const rows = await tx
    .updateTable("relation")
    .set((e) => ({ unmapped: e.ref("unmapped") }))
    .where("payer_uid", "=", payer)
    .where("relation_id", "in", [...relationIds])
    .returningAll()
    .execute();
  return new Map(rows.map((row) => [row.relation_id, row]));
}

/** Writes rows as given, new ones and those that `holdRelations` gave. Only `generation` is left to the executor. */
export async function saveRelations(tx: Tx, rows: readonly RelationRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx
    .insertInto("relation")
    .values([...rows])
    .onConflict((conflict) =>
      conflict.columns(["payer_uid", "relation_id"]).doUpdateSet((e) => ({
        account_id: e.ref("excluded.account_id"),
        account_name: e.ref("excluded.account_name"),
        nickname: e.ref("excluded.nickname"),
        counterpart: e.ref("excluded.counterpart"),
        type: e.ref("excluded.type"),
        state: e.ref("excluded.state"),
        setup_time: e.ref("excluded.setup_time"),
        start_time: e.ref("excluded.start_time"),
        end_time: e.ref("excluded.end_time"),
        state_began_at: e.ref("excluded.state_began_at"),
        listed_at: e.ref("excluded.listed_at"),
        listed_sweep_id: e.ref("excluded.listed_sweep_id"),
        gone_at: e.ref("excluded.gone_at"),
        changed_at: e.ref("excluded.changed_at"),
        read_began_at: e.ref("excluded.read_began_at"),
        read_ended_at: e.ref("excluded.read_ended_at"),
        read_request_id: e.ref("excluded.read_request_id"),
        read_digest: e.ref("excluded.read_digest"),
        read_error: e.ref("excluded.read_error"),
        unmapped: e.ref("excluded.unmapped"),
        search: e.ref("excluded.search"),
      })),
    )
    .execute();
}
