import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { openDatabase } from "@/lib/db/database";
import { raise, waitForSignal } from "@/lib/db/signal";
import { type PostgresProcess, startPostgresProcess } from "@/lib/db/testing/postgres-process";

/** A server of this file's own, which is really ended and really started again. */
let server: PostgresProcess;
beforeAll(async () => {
  server = await startPostgresProcess();
}, 60_000);
afterAll(() => server.close());

async function open() {
  const { url } = await server.door.createDatabase({ migrated: true });
  const database = openDatabase(url);
  onTestFinished(() => database.close());
  const put = (key: string) => database.transaction((tx) => tx.insertInto("meta").values({ key, value: "" }).execute());
  const keys = async () =>
    (await database.read.selectFrom("meta").select("key").orderBy("key").execute()).map(({ key }) => key);
  return { database, put, keys };
}

test.each(["kill", "fast"] as const)(
  "the server ends (%s) and comes back: refused meanwhile, and then as before",
  async (how) => {
    const { database, put, keys } = await open();
    database.relaySignals();
    await put("before");
    await Promise.all([keys(), keys(), keys()]);
    await server.door.stop(how);

    await expect(keys()).rejects.toMatchObject({ code: "storage_gone" });
    await expect(put("meanwhile")).rejects.toMatchObject({ code: "storage_gone" });
    await expect(database.isMigrated()).rejects.toThrow();

    await server.door.start();
    await put("after");
    expect(await keys()).toEqual(["after", "before"]);
    expect(await database.isMigrated()).toBe(true);
  },
);

test.each(["kill", "fast"] as const)(
  "what is under way when the server ends (%s) is whole or not at all, and says which",
  async (how) => {
    const { database, keys } = await open();
    const told = new Map<string, string>();
    let isOver = false;
    const write = async (writer: number) => {
      for (let at = 0; !isOver; at += 1) {
        const name = `${writer}-${at}`;
        const outcome = await database
          .transaction(async (tx) => {
            await tx
              .insertInto("meta")
              .values({ key: `${name} a`, value: "" })
              .execute();
            await tx
              .insertInto("meta")
              .values({ key: `${name} b`, value: "" })
              .execute();
          })
          .then(
            () => "written",
            (error: unknown) => (error instanceof Error ? error.message : "odd"),
          );
        told.set(name, outcome);
      }
    };
    const writers = [1, 2, 3].map(write);
    for (let round = 0; round < 3; round += 1) {
      const before = told.size;
      await expect.poll(() => told.size, { timeout: 20_000 }).toBeGreaterThan(before + 50);
      await server.door.stop(how);
      await server.door.start();
    }
    isOver = true;
    await Promise.all(writers);
    const found = new Set(await keys());
    for (const [name, outcome] of told) {
      const halves = Number(found.has(`${name} a`)) + Number(found.has(`${name} b`));
      expect(halves, name).not.toBe(1);
      if (outcome === "written") expect(halves, name).toBe(2);
      else if (outcome === "storage_unsure") continue;
      else expect([outcome, halves], name).toEqual(["storage_gone", 0]);
    }
  },
);

test("signals cross again once the server is back", async () => {
  const { database } = await open();
  database.relaySignals();
  await waitForSignal("changed", 10_000);
  await server.door.stop("kill");
  // It begins to listen with the hint that something may have been missed, which may be before the door has answered.
  const heard = waitForSignal("changed", 30_000);
  await server.door.start();
  const began = Date.now();
  await heard;
  expect(Date.now() - began).toBeLessThan(10_000);
  raise("wake");
});
