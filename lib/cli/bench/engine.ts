import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type PostgresProcess, startPostgresProcess } from "@/lib/db/testing/postgres-process";
import { vacuumAnalyze } from "@/lib/db/testing/vacuum-analyze";

export const engines = ["sqlite", "postgres"] as const;
export type Engine = (typeof engines)[number];

/** Where a desk keeps what it has. */
export interface Place {
  /** Of the database, as `DATABASE_URL` takes it. */
  readonly url: string;
  /** `LINKBOOK_DATA`: who comes to a database with another folder takes it for a copy. */
  readonly folder: string;
}

/** Databases of this run alone. */
export interface Databases {
  /** An empty one. */
  make(engine: Engine): Promise<Place>;
  /** Does now what PostgreSQL's autovacuum does within a minute of so many new rows. */
  settle(url: string): Promise<void>;
  /** Removes them all, and the server. */
  close(): Promise<void>;
}

/** Files in the temporary folder; a PostgreSQL server of its own, which syncs to disk as one in earnest does. */
export function openDatabases(): Databases {
  const all = mkdtempSync(join(tmpdir(), "linkbook-bench-"));
  let made = 0;
  let server: Promise<PostgresProcess> | undefined;
  return {
    async make(engine) {
      made += 1;
      const folder = join(all, String(made));
      mkdirSync(folder);
      if (engine === "sqlite") return { url: `file:${join(folder, "linkbook.sqlite")}`, folder };
      server ??= startPostgresProcess({ durable: true });
      const { url } = await (await server).door.createDatabase({ migrated: false });
      return { url, folder };
    },
    settle: async (url) => {
      if (url.startsWith("postgres")) await vacuumAnalyze(url);
    },
    async close() {
      await (await server)?.close();
      rmSync(all, { recursive: true, force: true });
    },
  };
}
