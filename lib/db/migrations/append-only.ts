import { type Kysely, sql } from "kysely";

/** Keeps a table append-only: whoever changes or deletes a row gets an error. */
export async function appendOnly(db: Kysely<unknown>, table: string): Promise<void> {
  for (const act of ["update", "delete"]) {
    await sql`create trigger ${sql.raw(`${table}_no_${act}`)} before ${sql.raw(act)} on ${sql.table(table)}
      begin select raise(abort, ${sql.lit(`${table} is append-only`)}); end`.execute(db);
  }
}
