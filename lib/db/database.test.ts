import { EventEmitter, once } from "node:events";
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Database, openDatabase } from "@/lib/db/database";
import { isPostgres } from "@/lib/db/engine-of";
import { appendAudit } from "@/lib/db/queries/audit";
import { auditRowsAfter } from "@/lib/db/queries/audit-reading";
import { freshDatabase, openFreshDatabase } from "@/lib/db/testing/fresh-database";

let fresh: Awaited<ReturnType<typeof openFreshDatabase>>;
let database: Database;
/** What another process has open. */
let other: Database;

beforeEach(async () => {
  fresh = await openFreshDatabase();
  database = fresh.database;
  other = openDatabase(fresh.url);
});
afterEach(async () => {
  await other.close();
  await fresh.close();
});

const put = (key: string, into = database) =>
  into.transaction((tx) => tx.insertInto("meta").values({ key, value: key }).execute());
const keys = async () =>
  (await database.read.selectFrom("meta").select("key").orderBy("key").execute()).map((it) => it.key);
const author = { person: null, system: "test", payerUid: null, correlationId: "c" };

/** A transaction that stays open until it is let go. */
async function hold(held: Database) {
  const gate = new EventEmitter();
  const opened = once(gate, "opened");
  const done = held.transaction(async (tx) => {
    await tx.insertInto("meta").values({ key: "held", value: "" }).execute();
    const ended = once(gate, "end");
    gate.emit("opened");
    await ended;
  });
  await opened;
  return async () => {
    gate.emit("end");
    await done;
  };
}

describe("a transaction", () => {
  it("is all or nothing, and others queue behind it", async () => {
    const failing = database.transaction(async (tx) => {
      await tx.insertInto("meta").values({ key: "half", value: "" }).execute();
      await Promise.resolve();
      throw new Error("after all");
    });
    await Promise.all([expect(failing).rejects.toThrow("after all"), ...["a", "b", "c"].map((key) => put(key))]);
    expect(await keys()).toEqual(["a", "b", "c"]);
  });

  it("refuses the reader and another transaction inside, where SQLite would hang for ever", async () => {
    const inside = (work: () => Promise<unknown>) => database.transaction(work);
    await expect(inside(() => keys())).rejects.toThrow("use the handle that was given inside");
    await expect(inside(() => put("nested"))).rejects.toThrow("transaction inside a transaction");
    await put("after");
    expect(await keys()).toEqual(["after"]);
  });

  it("has no place in a snapshot, nor has the reader, and a snapshot cannot write", async () => {
    await expect(database.snapshot(() => keys())).rejects.toThrow("use the handle that was given inside");
    await expect(database.snapshot(() => put("nested"))).rejects.toThrow("transaction inside a transaction or a snap");
    await expect(database.snapshot(() => database.snapshot(async () => 1))).rejects.toThrow("another snapshot");
    await expect(
      database.snapshot((db) => db.insertInto("meta").values({ key: "no", value: "" }).execute()),
    ).rejects.toMatchObject({ code: "storage_full" });
    expect(await keys()).toEqual([]);
  });

  it("is not seen by halves: what a snapshot reads is of one moment, whatever is committed meanwhile", async () => {
    await put("before");
    const gate = new EventEmitter();
    const begun = once(gate, "begun");
    const read = database.snapshot(async (db) => {
      const all = () => db.selectFrom("meta").select("key").orderBy("key").execute();
      const first = await all();
      const written = once(gate, "written");
      gate.emit("begun");
      await written;
      return [first, await all()];
    });
    await begun;
    await other.transaction((tx) => tx.insertInto("meta").values({ key: "later", value: "" }).execute());
    gate.emit("written");
    expect(await read).toEqual([[{ key: "before" }], [{ key: "before" }]]);
    expect(await keys()).toEqual(["before", "later"]);
  });

  it("waits for another process's without stopping this one, and fails as a whole when it lasts", async () => {
    const letGo = await hold(other);
    let ticks = 0;
    const ticking = setInterval(() => {
      ticks += 1;
    }, 10);
    await expect(put("late")).rejects.toMatchObject({ code: "storage_busy" });
    clearInterval(ticking);
    expect(ticks).toBeGreaterThan(100);
    expect(await keys()).toEqual([]);
    await letGo();
    await put("later");
    expect(await keys()).toEqual(["held", "later"]);
  });

  it("is alone while it decides: what it looked up still holds when it writes, whoever else writes", async () => {
    const putWhileFew = (key: string, into: Database) =>
      into.transaction(async (tx) => {
        const found = await tx.selectFrom("meta").select("key").execute();
        if (found.length < 10) await tx.insertInto("meta").values({ key, value: "" }).execute();
      });
    await Promise.all(Array.from({ length: 40 }, (_, at) => putWhileFew(`k${at}`, at % 2 ? database : other)));
    expect(await keys()).toHaveLength(10);
  });

  it("that kept the error of a statement to itself is not taken for written where the engine gave it up", async () => {
    await put("there");
    const writing = database.transaction(async (tx) => {
      await tx.insertInto("meta").values({ key: "before", value: "" }).execute();
      await tx
        .insertInto("meta")
        .values({ key: "there", value: "" })
        .execute()
        .catch(() => undefined);
    });
    const outcome = await writing.then(
      () => "written",
      (error: unknown) => String(error),
    );
    const isWritten = (await keys()).includes("before");
    expect(outcome === "written").toBe(isWritten);
    await put("after");
  });
});

describe("the reader", () => {
  it("sees the last committed state at once, while a transaction is open", async () => {
    const letGo = await hold(database);
    expect(await keys()).toEqual([]);
    await letGo();
    expect(await keys()).toEqual(["held"]);
  });

  it("cannot write", async () => {
    const writing = database.read.insertInto("meta").values({ key: "k", value: "" }).execute();
    await expect(writing).rejects.toThrow();
    expect(await keys()).toEqual([]);
  });
});

describe("what may only be appended to", () => {
  it("refuses to be changed, deleted or replaced", async () => {
    await database.transaction((tx) => appendAudit(tx, author, { action: "test.done" }));
    const statements = [
      "update audit set action = 'other'",
      "delete from audit",
      ...(isPostgres(database.read)
        ? [
            "truncate audit",
            "insert into audit select * from audit on conflict (seq) do update set action = excluded.action",
          ]
        : ["insert or replace into audit select * from audit"]),
    ];
    for (const statement of statements)
      await expect(database.transaction((tx) => sql.raw(statement).execute(tx))).rejects.toThrow("append-only");
  });
});

describe("the log", () => {
  it("has no gaps and no two rows of one number, however many processes write", async () => {
    const append = (into: Database, fails: boolean) =>
      into.transaction(async (tx) => {
        await appendAudit(tx, author, { action: "test.done" });
        if (fails) throw new Error("after all");
      });
    const all = Array.from({ length: 60 }, (_, at) => append(at % 2 ? database : other, at % 6 === 0));
    await Promise.allSettled(all);
    const rows = await auditRowsAfter(database.read, 0, 100);
    expect(rows.map(({ entry }) => entry.seq)).toEqual(Array.from({ length: 50 }, (_, at) => at + 1));
    expect(rows.slice(1).every((row, at) => row.previousHash === rows[at]?.hash)).toBe(true);
  });
});

describe("migrations", () => {
  it("run once, also when several processes start together", async () => {
    const { url, remove } = await freshDatabase({ migrated: false });
    const several = [openDatabase(url), openDatabase(url), openDatabase(url)];
    expect(await several[0]?.isMigrated()).toBe(false);
    const ran = await Promise.all(several.map((each) => each.migrate()));
    expect(new Set(ran.flat()).size).toBe(ran.flat().length);
    expect(await several[0]?.isMigrated()).toBe(true);
    for (const each of several) await each.close();
    await remove();
  });
});
