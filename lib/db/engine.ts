import type { Kysely } from "kysely";
import type { Schema } from "@/lib/db/schema";

/** What an error of an engine means to whoever asked: see `AppError`'s codes of the same names. */
export type StorageFault = "storage_busy" | "storage_full" | "storage_gone" | "storage_unsure";

/** One of the two engines, open on one database. */
export interface Engine {
  /** Its transactions are the only writes, one at a time in the whole database. */
  readonly writer: Kysely<Schema>;
  /** The same for what must not wait behind all that this process has to write: the leases. */
  readonly urgent: Kysely<Schema>;
  /** Reads the last committed state, also while a transaction is open. Cannot write. */
  readonly reader: Kysely<Schema>;
  /** Runs reads that all see one committed state. On a server they may be run again when the connection is lost. */
  snapshot<T>(work: (db: Kysely<Schema>) => Promise<T>): Promise<T>;
  /** Like the writer, with the patience that a migration may need. */
  readonly migrator: Kysely<Schema>;
  /** What a failure of the engine is; null: the error is not about storage. */
  faultOf(error: unknown): StorageFault | null;
  /** Carries `wake` and `changed` to and from the other processes on this database, until closed. */
  relaySignals(): void;
  close(): Promise<void>;
}
