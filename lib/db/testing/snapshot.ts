import { sql } from "kysely";
import type { Database, Tx } from "@/lib/db/database";
import { isPostgres } from "@/lib/db/engine-of";

type Row = Readonly<Record<string, unknown>>;

async function namesOf(tx: Tx): Promise<readonly string[]> {
  const tables = isPostgres(tx)
    ? sql<{ name: string }>`select table_name as name from information_schema.tables where table_schema = 'public'`
    : sql<{ name: string }>`select name from sqlite_master where type = 'table' and name not like 'sqlite_%'`;
  const { rows } = await tables.execute(tx);
  return rows.map(({ name }) => name).filter((name) => !name.startsWith("kysely_"));
}

/** Takes the append-only triggers away and gives what puts them back. */
async function disarm(tx: Tx, names: readonly string[]): Promise<() => Promise<void>> {
  if (isPostgres(tx)) {
    const all = async (act: "disable" | "enable") => {
      for (const name of names) await sql`alter table ${sql.table(name)} ${sql.raw(act)} trigger user`.execute(tx);
    };
    await all("disable");
    return () => all("enable");
  }
  const triggers = await sql<{ name: string; text: string }>`
    select name, sql as text from sqlite_master where type = 'trigger'`.execute(tx);
  for (const { name } of triggers.rows) await sql`drop trigger ${sql.ref(name)}`.execute(tx);
  return async () => {
    for (const { text } of triggers.rows) await sql.raw(text).execute(tx);
  };
}

/** Takes all rows as they are now; what it gives sets the database back to them, as whoever restores it in place. */
export async function snapshotOf(database: Database): Promise<() => Promise<void>> {
  const kept = await database.transaction(async (tx) => {
    const tables = new Map<string, readonly Row[]>();
    for (const name of await namesOf(tx))
      tables.set(name, (await sql<Row>`select * from ${sql.table(name)}`.execute(tx)).rows);
    return tables;
  });
  return () =>
    database.transaction(async (tx) => {
      const arm = await disarm(tx, [...kept.keys()]);
      for (const [name, rows] of kept) {
        await sql`delete from ${sql.table(name)}`.execute(tx);
        for (const row of rows) {
          const columns = Object.keys(row);
          await sql`insert into ${sql.table(name)} (${sql.join(columns.map((column) => sql.ref(column)))})
            values (${sql.join(columns.map((column) => sql`${row[column]}`))})`.execute(tx);
        }
      }
      await arm();
    });
}
