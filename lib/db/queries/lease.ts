import { sql } from "kysely";
import type { Queryable, Tx } from "@/lib/db/database";
import { isPostgres } from "@/lib/db/engine-of";
import { type Instant, later } from "@/lib/domain/ids";

/** The database's own clock: what several processes agree on. */
async function databaseNow(db: Queryable): Promise<Instant> {
  // Not `now()`, which on PostgreSQL is when the transaction began: before it waited for its turn.
  const clock = isPostgres(db)
    ? sql`to_char(clock_timestamp() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
    : sql`strftime('%Y-%m-%dT%H:%M:%fZ', 'now')`;
  const { rows } = await sql<{ now: Instant }>`select ${clock} as now`.execute(db);
  const now = rows[0]?.now;
  if (!now) throw new Error("the database tells no time");
  return now;
}

/**
 * Takes or renews a lease: gives its epoch, or null while another holds it. The epoch grows each time the lease is
 * taken anew, also by the same owner after it ran out.
 */
export async function takeLease(tx: Tx, name: string, owner: string, lengthMs: number): Promise<number | null> {
  const now = await databaseNow(tx);
  const deadline = later(now, lengthMs);
  const held = await tx.selectFrom("lease").selectAll().where("name", "=", name).executeTakeFirst();
  if (!held) {
    await tx.insertInto("lease").values({ name, owner, epoch: 1, deadline }).execute();
    return 1;
  }
  const isMine = held.owner === owner && held.deadline > now;
  if (!isMine && held.deadline > now) return null;
  const epoch = isMine ? held.epoch : held.epoch + 1;
  // Guarded by what was read, so that of two processes that saw it run out one gets it.
  const { numUpdatedRows } = await tx
    .updateTable("lease")
    .set({ owner, epoch, deadline })
    .where("name", "=", name)
    .where("epoch", "=", held.epoch)
    .where("deadline", "=", held.deadline)
    .executeTakeFirst();
  return numUpdatedRows === 1n ? epoch : null;
}

/** Gives a lease back, so that a successor need not wait for it to run out. */
export const releaseLease = (tx: Tx, name: string, owner: string): Promise<unknown> =>
  tx
    .updateTable("lease")
    .set({ deadline: "1970-01-01T00:00:00.000Z" })
    .where("name", "=", name)
    .where("owner", "=", owner)
    .execute();

/** Whether a lease is held now, by whomever: some process works on this database. */
export async function isAnyoneLeading(db: Queryable): Promise<boolean> {
  const now = await databaseNow(db);
  return (await db.selectFrom("lease").select("name").where("deadline", ">", now).executeTakeFirst()) !== undefined;
}
