import { afterEach, beforeEach, expect, test } from "vitest";
import { countTry, delayMs, forgive, throttleKeys } from "@/lib/auth/throttle";
import { noon, openTempDatabase, type TempDatabase } from "@/lib/db/testing/temp-database";
import { instant } from "@/lib/domain/ids";

let temp: TempDatabase;
beforeEach(async () => {
  temp = await openTempDatabase();
});
afterEach(() => temp.close());

const keys = throttleKeys("a secret", "Ada@Example.com ", "192.0.2.7");
const tryAt = (seconds: number, as = keys) =>
  temp.database.transaction((tx) => countTry(tx, as, instant(noon + seconds * 1_000)));

test("the wait grows from a second to five minutes and no further", () => {
  expect([4, 5, 6, 7, 12, 13, 14, 1_000].map((failures) => delayMs(failures, 5) / 1_000)).toEqual([
    0, 1, 2, 4, 128, 256, 300, 300,
  ]);
});

test("five tries are free, then each waits longer; a try within the wait is not counted", async () => {
  for (let number = 1; number <= 5; number += 1) expect(await tryAt(0)).toBe(0);
  expect(await tryAt(0)).toBe(1_000);
  expect(await tryAt(0.4)).toBe(600);
  expect(await tryAt(1)).toBe(0);
  expect(await tryAt(1)).toBe(2_000);
  expect(await tryAt(3)).toBe(0);
  expect(await tryAt(4)).toBe(3_000);
});

test("a hundred tries at once are a hundred tries", async () => {
  const waits = await Promise.all(Array.from({ length: 100 }, () => tryAt(0)));
  expect(waits.filter((wait) => wait === 0)).toHaveLength(5);
});

test("an address that tries many e-mails waits as well, and spelling does not make another e-mail", async () => {
  for (let number = 0; number < 30; number += 1)
    expect(await tryAt(0, throttleKeys("a secret", `somebody-${number}@example.com`, "192.0.2.7"))).toBe(0);
  expect(await tryAt(0, throttleKeys("a secret", "another@example.com", "192.0.2.7"))).toBe(1_000);
  expect(throttleKeys("a secret", "ada@example.com", "192.0.2.7")).toEqual(keys);
  expect(throttleKeys("another secret", "ada@example.com", "192.0.2.7")).not.toEqual(keys);
});

test("a right password begins anew; after an hour everything is forgotten", async () => {
  for (let number = 1; number <= 5; number += 1) await tryAt(0);
  await temp.database.transaction((tx) => forgive(tx, keys, instant(noon)));
  expect(await tryAt(0)).toBe(0);
  const rows = () => temp.database.read.selectFrom("sign_in_failure").selectAll().execute();
  // One of the address's five was right and is taken back; then one more was counted.
  expect((await rows()).map(({ failures }) => failures).toSorted()).toEqual([1, 5]);
  expect(await tryAt(3_601)).toBe(0);
  expect((await rows()).map(({ failures }) => failures)).toEqual([1, 1]);
});

test("the table names nobody", async () => {
  await tryAt(0);
  const rows = await temp.database.read.selectFrom("sign_in_failure").selectAll().execute();
  expect(JSON.stringify(rows)).not.toMatch(/ada|example|192/i);
});
