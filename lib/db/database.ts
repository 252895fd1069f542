import { AsyncLocalStorage } from "node:async_hooks";
import { type Kysely, type KyselyPlugin, Migrator, type Transaction } from "kysely";
import { openPostgres } from "@/lib/db/engine-postgres";
import { openSqlite } from "@/lib/db/engine-sqlite";
import { migrations } from "@/lib/db/migrations/all";
import type { Schema } from "@/lib/db/schema";
import { AppError } from "@/lib/domain/errors";
import { countDatabaseFault } from "@/lib/telemetry/metrics";

/** The handle inside a transaction: the only one that may be used there. */
export type Tx = Transaction<Schema>;

/** What a query takes: inside a transaction its `tx`, outside the reader. */
export type Queryable = Kysely<Schema> | Tx;

export interface Database {
  /** Reads the last committed state. Inside `transaction()` and `snapshot()` it throws: there their handle is meant. */
  readonly read: Kysely<Schema>;
  /**
   * Reads several things as they stood at one moment, for what is shown together: between two reads of their own a page
   * could find a check done and not yet what it has brought. The work may be run again; short, on a server it holds one
   * of eight connections. Throws as the reader does.
   */
  snapshot<T>(work: (db: Queryable) => Promise<T>): Promise<T>;
  /**
   * Runs writes as one; in the whole database one such work is under way at a time. A throw rolls all of it back.
   * Throws `storage_busy` when another process holds the write lock for five seconds, `storage_full` when the disk is
   * full or cannot be written, `storage_gone` when the server is lost before the end, and `storage_unsure` when it is
   * lost at the end: only then may it be done or not, and nothing here tries again. `urgent`: on a server it waits for
   * the one under way, not for those that queue.
   */
  transaction<T>(work: (tx: Tx) => Promise<T>, options?: { readonly urgent?: boolean }): Promise<T>;
  /** Brings the schema up to date; safe from several processes at once. Throws what the failed migration threw. */
  migrate(): Promise<readonly string[]>;
  /** Whether all migrations have run. */
  isMigrated(): Promise<boolean>;
  /** Lets `wake` and `changed` reach the other processes on this database, and theirs this one, until closed. */
  relaySignals(): void;
  close(): Promise<void>;
}

/**
 * Opens a database by its URL: `file:` and a path for SQLite, `postgres://` or `postgresql://` for PostgreSQL. A file
 * is opened at once and throws when it cannot be; a server is asked at the first use.
 */
export function openDatabase(url: string): Database {
  const engine = /^postgres(ql)?:\/\//.test(url) ? openPostgres(url) : openSqlite(url.replace(/^file:(\/\/)?/, ""));
  const asStorageError = (error: unknown): unknown => {
    const fault = error instanceof AppError ? null : engine.faultOf(error);
    if (!fault) return error;
    countDatabaseFault(fault);
    return new AppError(fault, undefined, { cause: error });
  };
  const inside = new AsyncLocalStorage<true>();
  // `read` inside a transaction would hang for ever on a pool of one and pass on a larger one.
  const guard: KyselyPlugin = {
    transformQuery: ({ node }) => {
      if (inside.getStore()) throw new Error("use the handle that was given inside transaction() or snapshot()");
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  const migrator = (db: Kysely<Schema>) => new Migrator({ db, provider: { getMigrations: async () => migrations } });
  return {
    read: engine.reader.withPlugin(guard),
    async snapshot(work) {
      if (inside.getStore()) throw new Error("snapshot inside a transaction or another snapshot");
      try {
        return await engine.snapshot((db) => inside.run(true, () => work(db)));
      } catch (error) {
        throw asStorageError(error);
      }
    },
    async transaction(work, { urgent = false } = {}) {
      if (inside.getStore()) throw new Error("transaction inside a transaction or a snapshot");
      try {
        return await engine[urgent ? "urgent" : "writer"]
          .transaction()
          .execute((tx) => inside.run(true, () => work(tx)));
      } catch (error) {
        throw asStorageError(error);
      }
    },
    async migrate() {
      const { error, results } = await migrator(engine.migrator).migrateToLatest();
      if (error) throw asStorageError(error);
      return (results ?? []).map((result) => result.migrationName);
    },
    async isMigrated() {
      return (await migrator(engine.reader).getMigrations()).every((migration) => migration.executedAt !== undefined);
    },
    relaySignals: engine.relaySignals,
    close: engine.close,
  };
}
