import { afterEach, beforeEach, expect, it } from "vitest";
import type { Tx } from "@/lib/db/database";
import { runForRows } from "@/lib/db/queries/many-rows";
import { openFreshDatabase } from "@/lib/db/testing/fresh-database";

let desk: Awaited<ReturnType<typeof openFreshDatabase>>;
beforeEach(async () => {
  desk = await openFreshDatabase();
});
afterEach(() => desk.close());

interface Row {
  readonly key: string;
  readonly failures: number;
  readonly last_at: string;
}
const insert = (tx: Tx, rows: readonly Row[]) =>
  runForRows(tx, "insert failures", rows, (some) => tx.insertInto("sign_in_failure").values(some));
const stored = () => desk.database.read.selectFrom("sign_in_failure").selectAll().orderBy("failures").execute();

it.each([0, 1, 2, 255, 256, 257, 700])("writes each of %d rows once, again and again", async (number) => {
  const rows = Array.from({ length: number }, (_, at) => ({ key: `k${at}`, failures: at, last_at: `t${at}` }));
  for (let round = 0; round < 2; round += 1) {
    await desk.database.transaction((tx) => insert(tx, rows));
    expect(await stored()).toEqual(rows);
    await desk.database.transaction((tx) => tx.deleteFrom("sign_in_failure").execute());
  }
});

it("goes by the columns' names, in whatever order a row has them", async () => {
  const rows: Row[] = [
    { key: "a", failures: 1, last_at: "x" },
    { last_at: "y", failures: 2, key: "b" },
  ];
  await desk.database.transaction((tx) => insert(tx, rows));
  await desk.database.transaction((tx) => insert(tx, [{ last_at: "z", key: "c", failures: 3 }]));
  expect(await stored()).toMatchObject([
    { key: "a", failures: 1, last_at: "x" },
    { key: "b", failures: 2, last_at: "y" },
    { key: "c", failures: 3, last_at: "z" },
  ]);
});

it("refuses a statement that takes something else than the rows' columns", async () => {
  const rows = [{ key: "a", failures: 1 }];
  const more = desk.database.transaction((tx) =>
    runForRows(tx, "one parameter more", rows, (some) =>
      tx.insertInto("sign_in_failure").values(some.map((row) => ({ ...row, last_at: "now" }))),
    ),
  );
  await expect(more).rejects.toThrow("other parameters");
  expect(await stored()).toEqual([]);
});
