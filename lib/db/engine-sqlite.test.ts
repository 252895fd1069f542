import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { expect, onTestFinished, test } from "vitest";
import { openDatabase } from "@/lib/db/database";

function folderOfTest(): string {
  const folder = mkdtempSync(join(tmpdir(), "linkbook-sqlite-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

test("a missing folder is made, for this user alone", async () => {
  const folder = folderOfTest();
  const fresh = join(folder, "fresh/data");
  await openDatabase(`file:${join(fresh, "desk.sqlite")}`).close();
  for (const made of [join(folder, "fresh"), fresh]) expect(statSync(made).mode & 0o077).toBe(0);
});

test("a full disk fails the transaction as a whole, and the next one works when there is room", async () => {
  const database = openDatabase(`file:${join(folderOfTest(), "desk.sqlite")}`);
  onTestFinished(() => database.close());
  await database.migrate();
  const keys = async () => (await database.read.selectFrom("meta").select("key").execute()).map(({ key }) => key);
  // The engine's own answer to a disk without room, made with its bound on the size of the file.
  const bound = (pages: number) =>
    database.transaction((tx) => sql.raw(`pragma max_page_count = ${pages}`).execute(tx));
  await bound(1);
  const big = "x".repeat(1_000_000);
  const writing = database.transaction(async (tx) => {
    await tx.insertInto("meta").values({ key: "first", value: "" }).execute();
    await tx.insertInto("meta").values({ key: "second", value: big }).execute();
  });
  await expect(writing).rejects.toMatchObject({ code: "storage_full" });
  expect(await keys()).toEqual([]);
  await bound(1_000_000);
  await database.transaction((tx) => tx.insertInto("meta").values({ key: "again", value: "" }).execute());
  expect(await keys()).toEqual(["again"]);
});
