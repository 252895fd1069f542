import { Kysely } from "kysely";
import pg from "pg";
import type { Engine } from "@/lib/db/engine";
import { readingDialect, snapshotDialect, withPatience, writingDialect } from "@/lib/db/postgres-dialects";
import { postgresFault } from "@/lib/db/postgres-faults";
import { relay } from "@/lib/db/postgres-relay";
import type { Schema } from "@/lib/db/schema";

/** How long a transaction waits for another process's, as on SQLite. */
const patienceMs = 5_000;
const connectMs = 5_000;
/** One statement, to the server. */
const statementMs = 20_000;
/** The same to a server that answers nothing at all. */
const silenceMs = 25_000;
/** Shorter than a lease: a writer that was frozen in a transaction loses the write lock, as if it had died. */
const idleMs = 10_000;
const migrationMs = 600_000;

const int8 = 20;
const numeric = 1_700;

const settings = (url: string): pg.PoolConfig => ({
  connectionString: url,
  application_name: "linkbook",
  connectionTimeoutMillis: connectMs,
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
  // Counts and sums. Ids are text, so nothing here is above 2^53.
  types: {
    getTypeParser: (oid, format) => (oid === int8 || oid === numeric ? Number : pg.types.getTypeParser(oid, format)),
  },
});

/**
 * What readers ask for is in memory, all of it: pages cost the planner as little as they then do. Left at what a spinning disk
 * costs, it sorts all members to show fifty. Neither more processes nor compiled queries pay within milliseconds.
 */
const inMemory =
  "set random_page_cost = 0.1; set seq_page_cost = 0.1; set max_parallel_workers_per_gather = 0; set jit = off;";

interface Limits {
  readonly max: number;
  readonly statementMs: number;
  readonly silenceMs: number;
  readonly readOnly?: boolean;
}

function openPool(url: string, limits: Limits): pg.Pool {
  const pool = new pg.Pool({
    ...settings(url),
    max: limits.max,
    query_timeout: limits.silenceMs,
    onConnect: (client) =>
      client.query(
        `set statement_timeout = ${limits.statementMs}; set idle_in_transaction_session_timeout = ${idleMs};` +
          `set default_transaction_read_only = ${limits.readOnly ? "on" : "off"};${limits.readOnly ? inMemory : ""}`,
      ),
  });
  // A server that restarts ends idle connections. They are replaced at their next use; unheard, it would end us.
  pool.on("error", () => undefined);
  return pool;
}

/** Opens a database on a server. Nothing is asked of it before the first use. */
export function openPostgres(url: string): Engine {
  const pools = {
    writer: openPool(url, { max: 1, statementMs, silenceMs }),
    urgent: openPool(url, { max: 1, statementMs, silenceMs }),
    reader: openPool(url, { max: 8, statementMs, silenceMs, readOnly: true }),
    migrator: openPool(url, { max: 1, statementMs: migrationMs, silenceMs: migrationMs }),
  };
  const writer = new Kysely<Schema>({ dialect: writingDialect(pools.writer, patienceMs) });
  // The lock of writes lets one at a time through in turn, so this one waits for one transaction, not for all that queue.
  const urgent = new Kysely<Schema>({ dialect: writingDialect(pools.urgent, patienceMs) });
  const reader = new Kysely<Schema>({ dialect: readingDialect(pools.reader) });
  const snapshots = new Kysely<Schema>({ dialect: snapshotDialect(pools.reader) });
  const migrator = new Kysely<Schema>({ dialect: writingDialect(pools.migrator, migrationMs) });
  let stopRelay = async (): Promise<void> => undefined;
  return {
    writer,
    urgent,
    reader,
    snapshot: (work) => withPatience(() => snapshots.transaction().execute(work)),
    migrator,
    faultOf: postgresFault,
    relaySignals() {
      stopRelay = relay(() => new pg.Client(settings(url)));
    },
    async close() {
      await stopRelay();
      // Kysely destroys only what was used.
      await Promise.all([writer, urgent, snapshots, reader, migrator].map((each) => each.destroy()));
      await Promise.all(Object.values(pools).map((pool) => (pool.ending ? undefined : pool.end())));
    },
  };
}
