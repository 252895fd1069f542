import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject } from "vitest";
import { type Database, openDatabase } from "@/lib/db/database";
import { PostgresDoor } from "@/lib/db/testing/postgres-process";

const door = inject("postgresDoor");

/** The engine that this run of the tests is for: each test file that comes here is run on both. */
export const testEngine: "sqlite" | "postgres" = door ? "postgres" : "sqlite";

export interface FreshDatabase {
  /** As `DATABASE_URL` takes it. */
  readonly url: string;
  remove(): Promise<void>;
}

/** A database of the test's own on the engine of this run. A file is not there before somebody opens it. */
export async function freshDatabase({ migrated }: { readonly migrated: boolean }): Promise<FreshDatabase> {
  if (door) {
    const server = new PostgresDoor(door);
    const { name, url } = await server.createDatabase({ migrated });
    return { url, remove: () => server.dropDatabase(name) };
  }
  const folder = mkdtempSync(join(tmpdir(), "linkbook-"));
  const url = `file:${join(folder, "test.sqlite")}`;
  if (migrated) {
    const database = openDatabase(url);
    await database.migrate();
    await database.close();
  }
  return { url, remove: async () => rmSync(folder, { recursive: true }) };
}

/** The same, open and migrated. `close` closes and removes it. */
export async function openFreshDatabase(): Promise<{
  readonly database: Database;
  readonly url: string;
  close(): Promise<void>;
}> {
  const { url, remove } = await freshDatabase({ migrated: testEngine === "postgres" });
  const database = openDatabase(url);
  if (testEngine === "sqlite") await database.migrate();
  return {
    database,
    url,
    async close() {
      await database.close();
      await remove();
    },
  };
}
