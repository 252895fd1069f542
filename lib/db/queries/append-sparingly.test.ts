import { afterEach, beforeEach, expect, test } from "vitest";
import type { Database } from "@/lib/db/database";
import { appendSparingly } from "@/lib/db/queries/append-sparingly";
import { noon, openTempDatabase, type TempDatabase } from "@/lib/db/testing/temp-database";

let temp: TempDatabase;
let hour = 0;
beforeEach(async () => {
  temp = await openTempDatabase();
  // The counts are the process's: each test has an hour of its own.
  hour += 1;
});
afterEach(() => temp.close());

const author = { person: null, system: "anonymous", payerUid: null, correlationId: "r" };

const tell = (what: string, from: string, seconds: number, database: Database = temp.database) =>
  appendSparingly(
    database,
    { what, from, now: noon + hour * 3_600_000 + seconds * 1_000 },
    { ...author, correlationId: `${what} ${from}` },
    { action: what, outcome: "denied", detail: { code: "not_signed_in" } },
  );

const rows = async () => (await temp.log()).map(({ correlationId, detail }) => [correlationId, JSON.parse(detail)]);

test("one row a minute for the same thing from the same address; the next says how many were left out", async () => {
  await Promise.all(Array.from({ length: 100 }, () => tell("a", "192.0.2.7", 0)));
  await tell("a", "192.0.2.7", 59);
  await tell("b", "192.0.2.7", 59);
  await tell("a", "192.0.2.8", 59);
  await tell("a", "192.0.2.7", 60);
  await tell("a", "192.0.2.7", 120);
  const code = "not_signed_in";
  expect(await rows()).toEqual([
    ["a 192.0.2.7", { code }],
    ["b 192.0.2.7", { code }],
    ["a 192.0.2.8", { code }],
    ["a 192.0.2.7", { code, suppressed: 100 }],
    ["a 192.0.2.7", { code }],
  ]);
});

test("made-up addresses do not fill the log: beyond the bound all share one row a minute, and none goes uncounted", async () => {
  for (let number = 0; number < 1_000; number += 1) await tell("c", `made-up ${number}`, 0);
  const first = (await rows()).length;
  expect(first).toBeLessThan(260);
  for (let number = 0; number < 1_000; number += 1) await tell("c", `made-up again ${number}`, 61);
  const found = await rows();
  expect(found.length - first).toBeLessThan(260);
  for (let number = 0; number < 300; number += 1) await tell("c", `made-up anew ${number}`, 122);
  const told = (await rows()).map(([, detail]) => 1 + (detail.suppressed ?? 0)).reduce((sum, count) => sum + count, 0);
  // What came last and is not yet said: at most what the last minute left out.
  expect(2_300 - told).toBeLessThanOrEqual(45);
});

test("a row that could not be written is not taken for written", async () => {
  const broken: Database = { ...temp.database, transaction: () => Promise.reject(new Error("disk full")) };
  await expect(tell("d", "x", 0, broken)).rejects.toThrow("disk full");
  await tell("d", "x", 1);
  expect(await rows()).toEqual([["d x", { code: "not_signed_in", suppressed: 1 }]]);
});
