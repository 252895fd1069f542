import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runCommandFile } from "@/lib/cli/testing/run-command";
import { openDatabase } from "@/lib/db/database";
import { makeForeignTable, tableNames } from "@/lib/db/testing/foreign-table";
import { freshDatabase } from "@/lib/db/testing/fresh-database";

it("changes nothing in what is not a new database: another program's, or a desk's of an older version", async () => {
  const folder = mkdtempSync(join(tmpdir(), "linkbook-migrate-"));
  const from = `file:${join(folder, "linkbook.sqlite")}`;
  const source = openDatabase(from);
  await source.migrate();
  await source.close();
  const server = await freshDatabase({ migrated: false });
  const target = openDatabase(server.url);
  await makeForeignTable(target);
  const { status, stderr } = await runCommandFile("migrate", {}, ["--from", from, "--to", server.url]);
  expect([status, stderr]).toEqual([1, expect.stringMatching(/^--to: .* is not empty/)]);
  expect(await tableNames(target)).toEqual(["theirs"]);
  await target.close();
  await server.remove();
  rmSync(folder, { recursive: true });
});
