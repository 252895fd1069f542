import { statSync } from "node:fs";
import { type RawBuilder, sql } from "kysely";
import type { Database } from "@/lib/db/database";
import { isPostgres } from "@/lib/db/engine-of";
import type { Place } from "@/lib/db/queries/instance";

type Reader = Database["read"];

/** One fact of the server; null where this user may not read it, as on some managed servers. */
async function fact(db: Reader, query: RawBuilder<{ readonly fact: unknown }>): Promise<string | null> {
  try {
    const value = (await query.execute(db)).rows[0]?.fact;
    return value === null || value === undefined ? null : String(value);
  } catch {
    return null;
  }
}

/** The file's number in its file system: a copy has another, one that is overwritten in place keeps it. */
async function fileNumber(db: Reader): Promise<string | null> {
  const path = await fact(db, sql`select file as fact from pragma_database_list where name = 'main'`);
  return path ? String(statSync(/* turbopackIgnore: true */ path, { bigint: true }).ino) : null;
}

/** Where the database lies, as far as that can be found out. To be asked outside of a transaction. */
export async function placeOf(db: Reader): Promise<Place> {
  if (!isPostgres(db)) return { engine: "sqlite", system: await fileNumber(db), database: null, timeline: null };
  return {
    engine: "postgres",
    system: await fact(db, sql`select system_identifier as fact from pg_control_system()`),
    database: await fact(db, sql`select oid::text as fact from pg_database where datname = current_database()`),
    // Of the log that is written now: the control file would tell of the last checkpoint, which may be older.
    timeline: await fact(db, sql`select substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) as fact`),
  };
}
