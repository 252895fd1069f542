import { afterAll, beforeAll, expect, test } from "vitest";
import { insertSweep, updateSweep } from "@/lib/db/queries/sweeps";
import { instant } from "@/lib/domain/ids";
import { sharedFigures } from "@/lib/services/metrics/shared-figures";
import { openTempOffice, type TempOffice } from "@/lib/services/testing/temp-office";
import { metricsText } from "@/lib/telemetry/metrics";

const noon = Date.UTC(2026, 10, 22, 12);
let office: TempOffice;
beforeAll(async () => {
  office = await openTempOffice();
});
afterAll(() => office.close());

const samples = async (name: string) =>
  (await sharedFigures(office.database, noon)).find((figure) => figure.name === name)?.samples;

test("before anything was read there is no age, and everything else is nought", async () => {
  const account = office.payer;
  expect(await samples("linkbook_sweep_age_seconds")).toEqual([]);
  expect(await samples("linkbook_sweep_status")).toEqual(
    ["running", "complete", "moved", "failed"].map((status) => ({ labels: { account, status }, value: 0 })),
  );
  expect(await samples("linkbook_writes_on")).toEqual([{ labels: { account }, value: 0 }]);
  expect(await metricsText(await sharedFigures(office.database, noon))).toContain(
    "# TYPE linkbook_operations_open gauge",
  );
});

test("the age counts from the last complete list, whatever came after it", async () => {
  const account = office.payer;
  await office.database.transaction(async (tx) => {
    const done = await insertSweep(tx, account, "schedule", instant(noon - 100_000));
    await updateSweep(tx, done, { status: "complete", listed_at: instant(noon - 90_000), ended_at: instant(noon) });
    const failed = await insertSweep(tx, account, "schedule", instant(noon - 1_000));
    await updateSweep(tx, failed, { status: "failed", permissions_failed: 3, ended_at: instant(noon) });
  });
  expect(await samples("linkbook_sweep_age_seconds")).toEqual([{ labels: { account }, value: 90 }]);
  expect(await samples("linkbook_sweep_status")).toContainEqual({ labels: { account, status: "failed" }, value: 1 });
  expect(await samples("linkbook_sweep_reads_failed")).toEqual([{ labels: { account }, value: 3 }]);
});
