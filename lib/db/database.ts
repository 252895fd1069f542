import { AsyncLocalStorage } from "node:async_hooks";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { Kysely, type KyselyPlugin, Migrator, type Transaction } from "kysely";
import { migrations } from "@/lib/db/migrations/all";
import type { Schema } from "@/lib/db/schema";
import { isBusy, readingDialect, writingDialect } from "@/lib/db/sqlite";
import { AppError } from "@/lib/domain/errors";

/** The handle inside a transaction: the only one that may be used there. */
export type Tx = Transaction<Schema>;

/** What a query takes: inside a transaction its `tx`, outside the reader. */
export type Queryable = Kysely<Schema> | Tx;

export interface Database {
  /** Reads the last committed state. Inside `transaction()` it throws: there `tx` is meant. */
  readonly read: Kysely<Schema>;
  /**
   * Runs writes as one. A throw rolls all of it back. Throws `storage_busy` when another process holds the write
   * lock for five seconds, `storage_full` when the disk is full or cannot be written.
   */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Brings the schema up to date; safe from several processes at once. Throws what the failed migration threw. */
  migrate(): Promise<readonly string[]>;
  /** Whether all migrations have run. */
  isMigrated(): Promise<boolean>;
  close(): Promise<void>;
}

const storageFaults = /^SQLITE_(FULL|IOERR|READONLY|CANTOPEN|CORRUPT|NOTADB)/;

function asStorageError(error: unknown): unknown {
  if (isBusy(error)) return new AppError("storage_busy", undefined, { cause: error });
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return storageFaults.test(code) ? new AppError("storage_full", undefined, { cause: error }) : error;
}

/** Opens a database by its URL: `file:` and a path. The folder is made when it is missing, for this user alone. */
export function openDatabase(url: string): Database {
  const path = url.replace(/^file:(\/\/)?/, "");
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const writer = new Kysely<Schema>({ dialect: writingDialect(path) });
  const reader = new Kysely<Schema>({ dialect: readingDialect(path) });
  const inside = new AsyncLocalStorage<true>();
  // `read` inside a transaction would hang for ever on a pool of one and pass on a larger one.
  const guard: KyselyPlugin = {
    transformQuery: ({ node }) => {
      if (inside.getStore()) throw new Error("use tx inside transaction()");
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  const migrator = new Migrator({ db: writer, provider: { getMigrations: async () => migrations } });
  return {
    read: reader.withPlugin(guard),
    async transaction(work) {
      if (inside.getStore()) throw new Error("transaction inside a transaction");
      try {
        return await writer.transaction().execute((tx) => inside.run(true, () => work(tx)));
      } catch (error) {
        throw asStorageError(error);
      }
    },
    async migrate() {
      const { error, results } = await migrator.migrateToLatest();
      if (error) throw asStorageError(error);
      return (results ?? []).map((result) => result.migrationName);
    },
    async isMigrated() {
      return (await migrator.getMigrations()).every((migration) => migration.executedAt !== undefined);
    },
    async close() {
      await reader.destroy();
      await writer.destroy();
    },
  };
}
