import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import BetterSqlite from "better-sqlite3";
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Database, openDatabase } from "@/lib/db/database";
import { appendAudit } from "@/lib/db/queries/audit";

let folder: string;
let file: string;
let database: Database;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "linkbook-database-"));
  file = join(folder, "desk.sqlite");
  database = openDatabase(`file:${file}`);
  await database.migrate();
});
afterEach(async () => {
  await database.close();
  rmSync(folder, { recursive: true });
});

const put = (key: string) => database.transaction((tx) => tx.insertInto("meta").values({ key, value: key }).execute());
const keys = async () =>
  (await database.read.selectFrom("meta").select("key").orderBy("key").execute()).map((it) => it.key);

it("makes a missing folder for this user alone", async () => {
  const fresh = join(folder, "fresh/data");
  await openDatabase(`file:${join(fresh, "desk.sqlite")}`).close();
  for (const made of [join(folder, "fresh"), fresh]) expect(statSync(made).mode & 0o077).toBe(0);
});

describe("a transaction", () => {
  it("is all or nothing, and others queue behind it", async () => {
    const failing = database.transaction(async (tx) => {
      await tx.insertInto("meta").values({ key: "half", value: "" }).execute();
      await Promise.resolve();
      throw new Error("after all");
    });
    await Promise.all([expect(failing).rejects.toThrow("after all"), ...["a", "b", "c"].map(put)]);
    expect(await keys()).toEqual(["a", "b", "c"]);
  });

  it("refuses the reader and another transaction inside, where SQLite would hang for ever", async () => {
    const inside = (work: () => Promise<unknown>) => database.transaction(work);
    await expect(inside(() => keys())).rejects.toThrow("use tx inside transaction()");
    await expect(inside(() => put("nested"))).rejects.toThrow("transaction inside a transaction");
    await put("after");
    expect(await keys()).toEqual(["after"]);
  });

  it("waits for another process's lock without stopping this one, and fails as a whole when it lasts", async () => {
    const other = new BetterSqlite(file);
    other.exec("begin immediate");
    let ticks = 0;
    const ticking = setInterval(() => {
      ticks += 1;
    }, 10);
    await expect(put("late")).rejects.toMatchObject({ code: "storage_busy" });
    clearInterval(ticking);
    other.exec("rollback");
    other.close();
    expect(ticks).toBeGreaterThan(100);
    expect(await keys()).toEqual([]);
    await put("later");
    expect(await keys()).toEqual(["later"]);
  });

  it("fails as a whole when the disk is full, and works again when it is not", async () => {
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
    await put("again");
    expect(await keys()).toEqual(["again"]);
  });
});

describe("what may only be appended to", () => {
  it("refuses to be changed, deleted or replaced", async () => {
    const author = { person: null, system: "test", payerUid: null, correlationId: "c" };
    await database.transaction((tx) => appendAudit(tx, author, { action: "test.done" }));
    const statements = [
      "update audit set action = 'other'",
      "delete from audit",
      "insert or replace into audit select * from audit",
    ];
    for (const statement of statements)
      await expect(database.transaction((tx) => sql.raw(statement).execute(tx))).rejects.toThrow("append-only");
  });
});

describe("migrations", () => {
  it("run once, also when several processes start together", async () => {
    const fresh = `file:${join(folder, "fresh.sqlite")}`;
    const several = [openDatabase(fresh), openDatabase(fresh), openDatabase(fresh)];
    const ran = await Promise.all(several.map((each) => each.migrate()));
    expect(new Set(ran.flat()).size).toBe(ran.flat().length);
    expect(await several[0]?.isMigrated()).toBe(true);
    for (const each of several) await each.close();
  });
});
