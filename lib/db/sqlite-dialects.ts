import { setTimeout as sleep } from "node:timers/promises";
import BetterSqlite, { type Database as SqliteFile, type Statement } from "better-sqlite3";
import {
  CompiledQuery,
  type DatabaseConnection,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDialect,
  SqliteDriver,
  type SqliteStatement,
} from "kysely";
import { storable } from "@/lib/db/storable";

const patienceMs = 5_000;
/** Far more than there are texts that come twice. */
const mostPrepared = 300;

/** Whether an error says that another process holds the write lock. */
export const isBusy = (error: unknown): boolean =>
  error instanceof Error && "code" in error && String(error.code).startsWith("SQLITE_BUSY");

/**
 * Takes the write lock at `begin`: a deferred one fails at the first write. Waits without blocking the event
 * loop, which better-sqlite3's own busy time-out does.
 */
class PatientDriver extends SqliteDriver {
  constructor(private readonly file: SqliteFile) {
    super({ database: remembering(file) });
  }
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    for (const end = Date.now() + patienceMs; ; await sleep(5 + Math.random() * 10)) {
      try {
        await connection.executeQuery(CompiledQuery.raw("begin immediate"));
        return;
      } catch (error) {
        if (!isBusy(error) || Date.now() > end) throw error;
      }
    }
  }
  /** A full disk has ended the transaction already; a second rollback would hide what happened behind its own error. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.file.inTransaction) await super.rollbackTransaction(connection);
  }
}

/**
 * The file, with the statements that it has prepared. The writer runs the same texts again and again, and preparing one
 * for a hundred rows costs as much as running it.
 */
function remembering(file: SqliteFile): SqliteDatabase {
  const prepared = new Map<string, SqliteStatement>();
  return {
    close: () => file.close(),
    prepare(text) {
      const known = prepared.get(text);
      if (known) return known;
      if (prepared.size === mostPrepared) prepared.clear();
      const statement = storing(file.prepare(text));
      prepared.set(text, statement);
      return statement;
    },
  };
}

/** The statement, given what PostgreSQL would keep of its parameters: a database can move there. */
const storing = (statement: Statement): SqliteStatement => ({
  reader: statement.reader,
  all: (parameters) => statement.all(parameters.map(storable)),
  run: (parameters) => statement.run(parameters.map(storable)),
  iterate: (parameters) => statement.iterate(parameters.map(storable)),
});

/** Kysely's default says no, and a killed migration would stay half done. */
class TransactionalDdl extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class PatientDialect extends SqliteDialect {
  constructor(private readonly file: SqliteFile) {
    super({ database: file });
  }
  override createDriver(): SqliteDriver {
    return new PatientDriver(this.file);
  }
  override createAdapter(): SqliteAdapter {
    return new TransactionalDdl();
  }
}

/** The one writing handle of a database file. */
export function writingDialect(path: string): SqliteDialect {
  const file = new BetterSqlite(path, { timeout: 0 });
  file.pragma("journal_mode = WAL");
  file.pragma("synchronous = FULL");
  file.pragma("foreign_keys = ON");
  // Without it INSERT OR REPLACE slips past the triggers that keep tables append-only.
  file.pragma("recursive_triggers = ON");
  return new PatientDialect(file);
}

/** A second handle that sees the last committed state at once, while a write is open. */
export function readingDialect(path: string): SqliteDialect {
  const file = new BetterSqlite(path, { readonly: true, timeout: 0 });
  // 64 MB: the list's indexes of 100,000 relations stay in memory. The standard 2 MB reads them anew each time.
  file.pragma("cache_size = -65536");
  return new SqliteDialect({ database: file });
}
