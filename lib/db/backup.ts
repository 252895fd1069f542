import { chmodSync, closeSync, constants, copyFileSync, existsSync, openSync, renameSync, rmSync } from "node:fs";
import BetterSqlite, { type Database as SqliteFile } from "better-sqlite3";
import { Kysely } from "kysely";
import { migrations } from "@/lib/db/migrations/all";
import type { Schema } from "@/lib/db/schema";
import { isBusy, readingDialect } from "@/lib/db/sqlite-dialects";

/** What stands beside a SQLite file while it is in use: without them it may be an old state of itself. */
const companions = ["-wal", "-shm"] as const;

/** Why a file cannot stand in for a desk's database; null: it can. */
export type CopyFault =
  | { readonly kind: "not_a_database" | "not_linkbook" | "damaged" }
  /** Migrations in it that this version does not have. */
  | { readonly kind: "newer"; readonly migrations: readonly string[] };

const codeOf = (error: unknown): string => (error instanceof Error && "code" in error ? String(error.code) : "");

/** Makes one file without companions of it, as a copy is passed on. */
function settle(file: SqliteFile): void {
  file.pragma("journal_mode = DELETE");
}

/**
 * Copies a SQLite database as it stands at this moment into a new file for this user alone, also while others write to
 * it. Throws `EEXIST` when there is something at `to`; leaves nothing behind when it fails.
 */
export async function copySqlite(from: string, to: string): Promise<void> {
  closeSync(openSync(to, "wx", 0o600));
  try {
    const source = new BetterSqlite(from, { fileMustExist: true });
    try {
      // Holds one state for as long as the copy takes: without it each write of another process begins the copy anew.
      source.exec("begin");
      source.prepare("select count(*) from sqlite_master").get();
      await source.backup(to, { progress: () => 1_000 });
      source.exec("commit");
    } finally {
      source.close();
    }
    const copy = new BetterSqlite(to);
    settle(copy);
    copy.close();
  } catch (error) {
    removeSqlite(to);
    throw error;
  }
}

/** Copies a file that nobody writes to, with what stands beside it, into a new one for this user alone. */
export function takeSqlite(from: string, to: string): void {
  closeSync(openSync(to, "wx", 0o600));
  copyFileSync(from, to);
  chmodSync(to, 0o600);
  if (existsSync(`${from}-wal`)) copyFileSync(`${from}-wal`, `${to}-wal`);
}

/** Removes a SQLite file with what stands beside it. */
export function removeSqlite(path: string): void {
  for (const suffix of ["", ...companions]) rmSync(`${path}${suffix}`, { force: true });
}

/** Looks into a file: is it whole, a Linkbook database, and of a version that this one can bring up to date? */
export function faultOfCopy(path: string): CopyFault | null {
  try {
    const file = new BetterSqlite(path, { fileMustExist: true });
    try {
      const [verdict] = file.prepare("pragma integrity_check(1)").pluck().all();
      if (verdict !== "ok") return { kind: "damaged" };
      const tables = new Set(file.prepare("select name from sqlite_master where type = 'table'").pluck().all());
      if (!["meta", "audit", "audit_head", "kysely_migration"].every((table) => tables.has(table)))
        return { kind: "not_linkbook" };
      const ran = file.prepare("select name from kysely_migration order by name").pluck().all().map(String);
      const unknown = ran.filter((name) => !(name in migrations));
      return unknown.length > 0 ? { kind: "newer", migrations: unknown } : null;
    } finally {
      file.close();
    }
  } catch (error) {
    if (codeOf(error) === "SQLITE_NOTADB") return { kind: "not_a_database" };
    if (codeOf(error).startsWith("SQLITE_CORRUPT")) return { kind: "damaged" };
    throw error;
  }
}

/** A file opened for reading only, for what reads a desk's database. */
export function openCopy(path: string): { readonly read: Kysely<Schema>; close(): Promise<void> } {
  const read = new Kysely<Schema>({ dialect: readingDialect(path) });
  return { read, close: () => read.destroy() };
}

/** Writes into a copy that nobody uses yet, and leaves it as one file. */
export function markCopy(path: string, key: string, value: string): void {
  const file = new BetterSqlite(path, { fileMustExist: true });
  try {
    file
      .prepare("insert into meta (key, value) values (?, ?) on conflict (key) do update set value = ?")
      .run(key, value, value);
    settle(file);
  } finally {
    file.close();
  }
}

/**
 * Puts a copy in a database's place, and that one aside. `in_use`: some process has the database open, be it frozen, and
 * nothing was changed. `placed`: there was none.
 */
export function replaceSqlite(path: string, copy: string, asideAs: string): "in_use" | "replaced" | "placed" {
  if (!existsSync(path)) {
    renameSync(copy, path);
    return "placed";
  }
  if (!isUnused(path)) return "in_use";
  // At no moment is there no database: one that is missing would be made anew, and empty.
  copyFileSync(path, asideAs, constants.COPYFILE_FICLONE);
  for (const suffix of companions)
    if (existsSync(`${path}${suffix}`)) renameSync(`${path}${suffix}`, `${asideAs}${suffix}`);
  renameSync(copy, path);
  return "replaced";
}

/**
 * Whether nobody has a file open: every process that has holds a lock on it for as long. What its log holds is moved into
 * it when it is closed here. A file that SQLite cannot read is nobody's.
 */
export function isUnused(path: string): boolean {
  const file = new BetterSqlite(path, { fileMustExist: true, timeout: 0 });
  try {
    file.pragma("locking_mode = EXCLUSIVE");
    file.exec("begin exclusive; commit");
    return true;
  } catch (error) {
    if (isBusy(error)) return false;
    if (/^SQLITE_(NOTADB|CORRUPT|IOERR)/.test(codeOf(error))) return true;
    throw error;
  } finally {
    file.close();
  }
}
