import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type PostgresProcess, startPostgresProcess } from "@/lib/db/testing/postgres-process";
import { vacuumAnalyze } from "@/lib/db/testing/vacuum-analyze";

export const engines = ["sqlite", "postgres"] as const;
export type Engine = (typeof engines)[number];

/** Databases of this run alone. */
export interface Databases {
  /** An empty one, as `DATABASE_URL` takes it. */
  make(engine: Engine): Promise<string>;
  /** Does now what PostgreSQL's autovacuum does within a minute of so many new rows. */
  settle(url: string): Promise<void>;
  /** Removes them all, and the server. */
  close(): Promise<void>;
}

/** Files in the temporary folder; a PostgreSQL server of its own, which syncs to disk as one in earnest does. */
export function openDatabases(): Databases {
  const folder = mkdtempSync(join(tmpdir(), "linkbook-bench-"));
  let made = 0;
  let server: Promise<PostgresProcess> | undefined;
  return {
    async make(engine) {
      made += 1;
      if (engine === "sqlite") return `file:${join(folder, `${made}.sqlite`)}`;
      server ??= startPostgresProcess({ durable: true });
      return (await (await server).door.createDatabase({ migrated: false })).url;
    },
    settle: async (url) => {
      if (url.startsWith("postgres")) await vacuumAnalyze(url);
    },
    async close() {
      await (await server)?.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
