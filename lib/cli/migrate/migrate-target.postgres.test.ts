import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { expect, it } from "vitest";
import { runCommandFile } from "@/lib/cli/testing/run-command";
import { openDatabase } from "@/lib/db/database";
import { freshDatabase } from "@/lib/db/testing/fresh-database";

it("changes nothing in what is not a new database: another program's, or a desk's of an older version", async () => {
  const folder = mkdtempSync(join(tmpdir(), "linkbook-migrate-"));
  const from = `file:${join(folder, "linkbook.sqlite")}`;
  const source = openDatabase(from);
  await source.migrate();
  await source.close();
  const server = await freshDatabase({ migrated: false });
  const target = openDatabase(server.url);
  await target.transaction((tx) => sql`create table theirs (id text primary key)`.execute(tx));
  const { status, stderr } = await runCommandFile("migrate", {}, ["--from", from, "--to", server.url]);
  expect([status, stderr]).toEqual([1, expect.stringMatching(/^--to: .* is not empty/)]);
  const tables = sql<{ name: string }>`select table_name as name from information_schema.tables
    where table_schema = current_schema()`;
  expect((await tables.execute(target.read)).rows).toEqual([{ name: "theirs" }]);
  await target.close();
  await server.remove();
  rmSync(folder, { recursive: true });
});
