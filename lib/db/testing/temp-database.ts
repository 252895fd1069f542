import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import BetterSqlite from "better-sqlite3";
import { type Database, openDatabase } from "@/lib/db/database";
import { ensureAccount } from "@/lib/db/queries/accounts";
import { auditRowsAfter, type ChainedEntry } from "@/lib/db/queries/audit-reading";
import { insertPerson } from "@/lib/db/queries/people";
import { instant, parseUid, type Uid } from "@/lib/domain/ids";
import type { Role } from "@/lib/domain/policy";

/** A fixed moment: noon. */
export const noon = Date.UTC(2026, 10, 22, 12);

/** A real, migrated database in a folder of its own, with one account. */
export interface TempDatabase {
  readonly database: Database;
  readonly payer: Uid;
  /** Adds a person whose id is the part of the e-mail before the @. */
  addPerson(email: string, roles: readonly Role[], passwordHash?: string): Promise<void>;
  /** Does to the file what nobody may: runs statements with the append-only triggers gone. */
  tamper(statement: string, ...values: readonly unknown[]): void;
  /** The whole log, oldest first. */
  log(): Promise<readonly ChainedEntry["entry"][]>;
  close(): Promise<void>;
}

export async function openTempDatabase(): Promise<TempDatabase> {
  const folder = mkdtempSync(join(tmpdir(), "linkbook-"));
  const file = join(folder, "test.sqlite");
  const database = openDatabase(`file:${file}`);
  await database.migrate();
  const payer = parseUid("9007199254740993");
  if (!payer) throw new Error("not a UID");
  const at = instant(noon);
  await database.transaction((tx) => ensureAccount(tx, { uid: payer, site: "cn", endpoint: "127.0.0.1:1", at }));
  return {
    database,
    payer,
    addPerson: (email, roles, passwordHash = "") =>
      database.transaction((tx) =>
        insertPerson(tx, { id: email.split("@")[0] ?? email, email, name: email, passwordHash, roles, at }),
      ),
    tamper: (statement, ...values) => {
      const raw = new BetterSqlite(file);
      raw.exec("drop trigger if exists audit_no_update; drop trigger if exists audit_no_delete");
      raw.prepare(statement).run(...values);
      raw.close();
    },
    log: async () => (await auditRowsAfter(database.read, 0, 10_000)).map(({ entry }) => entry),
    close: async () => {
      await database.close();
      rmSync(folder, { recursive: true });
    },
  };
}
