import { sql } from "kysely";
import type { Database } from "@/lib/db/database";

/** Makes a database on the server another program's: with one table, `theirs`. */
export const makeForeignTable = (database: Database): Promise<unknown> =>
  database.transaction((tx) => sql`create table theirs (id text primary key)`.execute(tx));

/** The tables of a database on the server, by name. */
export async function tableNames(database: Database): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`select table_name as name from information_schema.tables
    where table_schema = current_schema() order by 1`.execute(database.read);
  return rows.map(({ name }) => name);
}
