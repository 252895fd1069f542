import { sql } from "kysely";
import type { Database } from "@/lib/db/database";

/** Every row of an account in every table, as text, in an order; but the log's, which grows by whatever is tried. */
export async function rowsOf(database: Database, payer: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { name, columns } of await database.read.introspection.getTables()) {
    const column = name === "account" ? "uid" : columns.find((it) => it.name === "payer_uid")?.name;
    if (!column || name === "audit") continue;
    const all = sql`select * from ${sql.table(name)} where ${sql.ref(column)} = ${payer}`;
    const { rows } = await all.execute(database.read);
    found.push(...rows.map((row) => `${name} ${JSON.stringify(row)}`));
  }
  return found.toSorted();
}
