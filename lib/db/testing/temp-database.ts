import { sql } from "kysely";
import type { Database } from "@/lib/db/database";
import { isPostgres } from "@/lib/db/engine-of";
import { ensureAccount } from "@/lib/db/queries/accounts";
import { auditRowsAfter, type ChainedEntry } from "@/lib/db/queries/audit-reading";
import { insertPerson } from "@/lib/db/queries/people";
import { openFreshDatabase } from "@/lib/db/testing/fresh-database";
import { instant, parseUid, type Uid } from "@/lib/domain/ids";
import type { Role } from "@/lib/domain/policy";

/** A fixed moment: noon. */
export const noon = Date.UTC(2026, 10, 22, 12);

/** A real, migrated database in a folder of its own, with one account. */
export interface TempDatabase {
  readonly database: Database;
  /** As `DATABASE_URL` takes it. */
  readonly url: string;
  readonly payer: Uid;
  /** Adds a person whose id is the part of the e-mail before the @. */
  addPerson(email: string, roles: readonly Role[], passwordHash?: string): Promise<void>;
  /** Does to the log what nobody may: runs a statement with the append-only triggers gone. `?` stands for a value. */
  tamper(statement: string, ...values: readonly unknown[]): Promise<void>;
  /** The whole log, oldest first. */
  log(): Promise<readonly ChainedEntry["entry"][]>;
  close(): Promise<void>;
}

export async function openTempDatabase(): Promise<TempDatabase> {
  const { database, url, close } = await openFreshDatabase();
  const payer = parseUid("9007199254740993");
  if (!payer) throw new Error("not a UID");
  const at = instant(noon);
  await database.transaction((tx) => ensureAccount(tx, { uid: payer, site: "cn", endpoint: "127.0.0.1:1", at }));
  return {
    database,
    url,
    payer,
    addPerson: (email, roles, passwordHash = "") =>
      database.transaction((tx) =>
        insertPerson(tx, { id: email.split("@")[0] ?? email, email, name: email, passwordHash, roles, at }),
      ),
    tamper: (statement, ...values) =>
      database.transaction(async (tx) => {
        const on = sql.raw(isPostgres(tx) ? " on audit" : "");
        for (const act of ["update", "delete"])
          await sql`drop trigger if exists ${sql.raw(`audit_no_${act}`)}${on}`.execute(tx);
        const parts = statement.split("?");
        await sql
          .join(
            parts.flatMap((part, at) => [sql.raw(part), ...(at < values.length ? [sql`${values[at]}`] : [])]),
            sql``,
          )
          .execute(tx);
      }),
    log: async () => (await auditRowsAfter(database.read, 0, 10_000)).map(({ entry }) => entry),
    close,
  };
}
