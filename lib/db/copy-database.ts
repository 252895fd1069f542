import { createHash } from "node:crypto";
import { sql } from "kysely";
import type { Queryable, Tx } from "@/lib/db/database";
import { isPostgres } from "@/lib/db/engine-of";
import { storable } from "@/lib/db/storable";

/** Rows of one page at most, and parameters of one insert: below what either engine takes. */
const rowsAtOnce = 500;
const parametersAtOnce = 30_000;

type Value = string | number | null;
type Row = Readonly<Record<string, Value>>;

/** One table, as both databases have it. */
export interface CopyTable {
  readonly name: string;
  readonly columns: readonly string[];
  /** Its primary key, by which it is read page by page. */
  readonly key: readonly string[];
}

export interface CopiedTable {
  readonly name: string;
  readonly rows: number;
}

/** What a copy failed for; nothing of it is kept. */
export class CopyFailed extends Error {
  override readonly name = "CopyFailed";
}

/** The tables of a database with their keys, but for those that say which migrations ran. */
async function tablesOf(tx: Queryable): Promise<readonly CopyTable[]> {
  const columns = isPostgres(tx)
    ? sql<{ name: string; column: string; place: number | null }>`
        select c.table_name as name, c.column_name as column, k.ordinal_position as place
        from information_schema.columns c
        left join information_schema.table_constraints t
          on t.table_schema = c.table_schema and t.table_name = c.table_name and t.constraint_type = 'PRIMARY KEY'
        left join information_schema.key_column_usage k
          on k.constraint_schema = t.constraint_schema and k.constraint_name = t.constraint_name
          and k.table_name = c.table_name and k.column_name = c.column_name
        where c.table_schema = current_schema()`
    : sql<{ name: string; column: string; place: number | null }>`
        select m.name as name, p.name as "column", nullif(p.pk, 0) as place
        from sqlite_master m join pragma_table_info(m.name) p where m.type = 'table' and m.name not like 'sqlite\_%' escape '\\'`;
  const { rows } = await columns.execute(tx);
  const names = [...new Set(rows.map(({ name }) => name))].filter((name) => !name.startsWith("kysely_")).sort();
  return names.map((name) => {
    const own = rows.filter((row) => row.name === name);
    const key = own.filter(({ place }) => place !== null).sort((a, b) => Number(a.place) - Number(b.place));
    return { name, columns: own.map(({ column }) => column).sort(), key: key.map(({ column }) => column) };
  });
}

/** Whether anything was ever put into a database. */
export const hasTables = async (db: Queryable): Promise<boolean> => (await tablesOf(db)).length > 0;

/** Which migrations ran, in order. */
async function migrationsOf(tx: Tx): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(tx);
  return rows.map(({ name }) => name);
}

/** The triggers that are in force: they keep tables append-only. */
async function triggersOf(tx: Tx): Promise<readonly string[]> {
  const names = isPostgres(tx)
    ? sql<{
        name: string;
      }>`select tgname as name from pg_trigger where not tgisinternal and tgenabled = 'O' order by tgname`
    : sql<{ name: string }>`select name from sqlite_master where type = 'trigger' order by name`;
  return (await names.execute(tx)).rows.map(({ name }) => name);
}

const list = (names: readonly string[]) => sql.join(names.map((name) => sql.ref(name)));

/** The next rows after a key, in its order; texts by their bytes, on both engines. */
async function pageAfter(tx: Tx, { name, columns, key }: CopyTable, last: Row | undefined): Promise<readonly Row[]> {
  const from = last
    ? sql`where (${list(key)}) > (${sql.join(key.map((column) => sql`${last[column] ?? null}`))})`
    : sql``;
  const page = await sql<Row>`select ${list(columns)} from ${sql.table(name)} ${from}
    order by ${list(key)} limit ${rowsAtOnce}`.execute(tx);
  return page.rows;
}

/** Reads a table to its end, page by page, and gives the number of its rows and a digest of all they hold, as it is kept. */
async function readThrough(tx: Tx, table: CopyTable, onPage?: (rows: readonly Row[]) => Promise<void>) {
  const digest = createHash("sha256");
  let rows = 0;
  for (let last: Row | undefined; ; ) {
    const page = await pageAfter(tx, table, last);
    for (const row of page) digest.update(JSON.stringify(table.columns.map((column) => storable(row[column] ?? null))));
    if (page.length > 0) await onPage?.(page);
    rows += page.length;
    last = page.at(-1);
    if (page.length < rowsAtOnce) return { rows, digest: digest.digest("hex") };
  }
}

async function insert(tx: Tx, { name, columns }: CopyTable, rows: readonly Row[]): Promise<void> {
  const most = Math.floor(parametersAtOnce / columns.length);
  for (let start = 0; start < rows.length; start += most) {
    const values = rows
      .slice(start, start + most)
      .map((row) => sql`(${sql.join(columns.map((column) => sql`${row[column] ?? null}`))})`);
    await sql`insert into ${sql.table(name)} (${list(columns)}) values ${sql.join(values)}`
      .execute(tx)
      .catch((error: unknown) => {
        const code = error instanceof Error && "code" in error ? String(error.code) : "unknown reason";
        throw new CopyFailed(`the target refuses rows of "${name}" (${code})`, { cause: error });
      });
  }
}

/** A copy of many rows takes its time, on a server too; its own limits are for the small transactions of a desk. */
async function takeTime(tx: Tx): Promise<void> {
  if (isPostgres(tx)) await sql`set local statement_timeout = 0`.execute(tx);
  if (isPostgres(tx)) await sql`set local idle_in_transaction_session_timeout = 0`.execute(tx);
}

/**
 * Copies every row of every table from one database into another that is migrated alike and empty, each within a
 * transaction of its own that the caller ends. Afterwards the copy is read again and compared: the number of rows, all
 * values, and that the append-only triggers are in force. Throws `CopyFailed`.
 */
export async function copyRows(source: Tx, target: Tx): Promise<readonly CopiedTable[]> {
  await takeTime(source);
  await takeTime(target);
  const [from, to] = [await migrationsOf(source), await migrationsOf(target)];
  if (from.join() !== to.join())
    throw new CopyFailed(`the source is not of this version: its migrations are ${from.join(", ") || "none"}`);
  const tables = await tablesOf(source);
  if (JSON.stringify(tables) !== JSON.stringify(await tablesOf(target)))
    throw new CopyFailed("the two databases do not have the same tables");
  const triggers = await triggersOf(target);
  // Made by the migrations; the source's own takes its place.
  await target.deleteFrom("audit_head").where("seq", "=", 0).execute();
  for (const table of tables)
    if ((await pageAfter(target, table, undefined)).length > 0)
      throw new CopyFailed(`the target is not empty: there are rows in "${table.name}"`);
  const copied: CopiedTable[] = [];
  for (const table of tables) {
    if (table.key.length === 0) throw new CopyFailed(`"${table.name}" has no key to be read by`);
    const read = await readThrough(source, table, (rows) => insert(target, table, rows));
    const written = await readThrough(target, table);
    if (read.rows !== written.rows)
      throw new CopyFailed(`the target has ${written.rows} of the ${read.rows} rows of "${table.name}"`);
    if (read.digest !== written.digest)
      throw new CopyFailed(`"${table.name}" does not hold the same values in the target`);
    copied.push({ name: table.name, rows: written.rows });
  }
  const armed = await triggersOf(target);
  if (armed.length === 0 || armed.join() !== triggers.join())
    throw new CopyFailed("the triggers that keep tables append-only are not in force");
  return copied;
}
