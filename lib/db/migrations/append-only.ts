import { type Kysely, sql } from "kysely";
import { isPostgres } from "@/lib/db/engine-of";

/** Keeps a table append-only: whoever changes or deletes a row gets an error. */
export async function appendOnly(db: Kysely<unknown>, table: string): Promise<void> {
  if (isPostgres(db)) return await refuseOnPostgres(db, table);
  for (const act of ["update", "delete"]) {
    await sql`create trigger ${sql.raw(`${table}_no_${act}`)} before ${sql.raw(act)} on ${sql.table(table)}
      begin select raise(abort, ${sql.lit(`${table} is append-only`)}); end`.execute(db);
  }
}

async function refuseOnPostgres(db: Kysely<unknown>, table: string): Promise<void> {
  await sql`create or replace function refuse_change() returns trigger language plpgsql as
    ${sql.lit("begin raise exception '% is append-only', tg_table_name; end")}`.execute(db);
  // TRUNCATE passes triggers on rows.
  for (const [act, each] of [
    ["update", "row"],
    ["delete", "row"],
    ["truncate", "statement"],
  ] as const)
    await sql`create trigger ${sql.raw(`${table}_no_${act}`)} before ${sql.raw(act)} on ${sql.table(table)}
      for each ${sql.raw(each)} execute function refuse_change()`.execute(db);
}
