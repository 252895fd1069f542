import { copyFileSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runCommandFile } from "@/lib/cli/testing/run-command";
import { openDatabase } from "@/lib/db/database";
import { column } from "@/lib/db/testing/sqlite-file";

it("takes no file of its own for the backup, under whatever name, and leaves it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "linkbook-restore-"));
  const file = join(folder, "linkbook.sqlite");
  const database = openDatabase(`file:${file}`);
  await database.migrate();
  await database.close();
  const staged = `${file}.restoring`;
  copyFileSync(file, staged);
  const link = join(folder, "link.sqlite");
  symlinkSync(staged, link);
  for (const from of [file, staged, link]) {
    const { status, stderr } = await runCommandFile("restore", { LINKBOOK_DATA: folder }, ["--from", from]);
    expect([status, stderr]).toEqual([1, expect.stringMatching(/^--from: this is /)]);
  }
  expect(column(staged, "select seq from audit_head")).toEqual([0]);
  rmSync(folder, { recursive: true });
});
