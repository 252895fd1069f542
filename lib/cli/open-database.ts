import { randomUUID } from "node:crypto";
import { CommandError } from "@/lib/cli/command";
import { type Database, openDatabase } from "@/lib/db/database";
import type { AuditAuthor } from "@/lib/db/queries/audit";
import { AppError } from "@/lib/domain/errors";
import { readEnv, setting } from "@/lib/env";

interface CommandTerms {
  readonly database: Database;
  /** The author of what the command writes. */
  readonly author: AuditAuthor;
}

/** What an engine's error is called; never its message, which may hold the address. */
const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : "unknown reason";

function cannotBeOpened(error: unknown): CommandError {
  const name = setting("DATABASE_URL") ? "DATABASE_URL" : "LINKBOOK_DATA";
  return new CommandError(`${name}: the database there cannot be opened (${codeOf(error)})`);
}

function open(url: string): Database {
  try {
    return openDatabase(url);
  } catch (error) {
    throw cannotBeOpened(error);
  }
}

/** Opens the configured database for a command, migrated, and closes it afterwards. */
export async function withDatabase(work: (terms: CommandTerms) => Promise<void>): Promise<void> {
  const database = open(readEnv().databaseUrl);
  try {
    await database.migrate().catch((error: unknown) => {
      // A server is asked here for the first time.
      throw error instanceof AppError && error.code === "storage_gone" ? cannotBeOpened(error.cause) : error;
    });
    const author = { person: null, system: "cli", payerUid: null, correlationId: randomUUID() };
    await work({ database, author });
  } finally {
    await database.close();
  }
}
