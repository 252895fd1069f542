import { randomUUID } from "node:crypto";
import { CommandError } from "@/lib/cli/command";
import { type Database, openDatabase } from "@/lib/db/database";
import type { AuditAuthor } from "@/lib/db/queries/audit";
import { readEnv, setting } from "@/lib/env";

interface CommandTerms {
  readonly database: Database;
  /** The author of what the command writes. */
  readonly author: AuditAuthor;
}

function open(url: string): Database {
  try {
    return openDatabase(url);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown reason";
    const name = setting("DATABASE_URL") ? "DATABASE_URL" : "LINKBOOK_DATA";
    throw new CommandError(`${name}: the database there cannot be opened (${code})`);
  }
}

/** Opens the configured database for a command, migrated, and closes it afterwards. */
export async function withDatabase(work: (terms: CommandTerms) => Promise<void>): Promise<void> {
  const database = open(readEnv().databaseUrl);
  try {
    await database.migrate();
    const author = { person: null, system: "cli", payerUid: null, correlationId: randomUUID() };
    await work({ database, author });
  } finally {
    await database.close();
  }
}
