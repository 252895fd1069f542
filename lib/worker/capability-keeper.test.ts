import { afterEach, beforeEach, expect, test } from "vitest";
import type { AnsweredCall } from "@/lib/bss/wire";
import { capabilitiesOf, capabilityOf } from "@/lib/db/queries/capabilities";
import { noon, openTempDatabase, type TempDatabase } from "@/lib/db/testing/temp-database";
import { instant } from "@/lib/domain/ids";
import { createLogger } from "@/lib/telemetry/logger";
import { capabilityKeeper } from "@/lib/worker/capability-keeper";

let temp: TempDatabase;
let clock = noon;
beforeEach(async () => {
  temp = await openTempDatabase();
  clock = noon;
});
afterEach(() => temp.close());

const answer = (kind: AnsweredCall["kind"], code: string | null, requestId = "r1"): AnsweredCall => ({
  action: "CreateAgAccount",
  kind,
  status: 200,
  code,
  requestId,
  durationMs: 1,
  isWrite: true,
});
const keeper = () =>
  capabilityKeeper({ database: temp.database, logger: createLogger("silent"), payer: temp.payer, now: () => clock });
const kept = () => capabilityOf(temp.database.read, temp.payer, "CreateAgAccount");

test("an operation that was never tried has no row; a refusal of the caller and a success each have one", async () => {
  const told = keeper();
  told(answer("refused", "InvalidParameter"));
  told(answer("ambiguous", null));
  expect(await kept()).toBeNull();
  told(answer("refused", "NOT_AUTHORIZED"));
  const at = instant(noon);
  await expect
    .poll(kept)
    .toEqual({ action: "CreateAgAccount", state: "refused", code: "NOT_AUTHORIZED", requestId: "r1", at });
  told(answer("accepted", "SUCCESS", "r2"));
  await expect.poll(kept).toMatchObject({ state: "works", code: null, requestId: "r2" });
  expect([...(await capabilitiesOf(temp.database.read, temp.payer)).keys()]).toEqual(["CreateAgAccount"]);
});

test("the same answer again is written once an hour, also by another process", async () => {
  const told = keeper();
  told(answer("accepted", "200", "r1"));
  await expect.poll(kept).toMatchObject({ requestId: "r1" });
  clock += 3_599_000;
  told(answer("accepted", "200", "r2"));
  keeper()(answer("accepted", "200", "r3"));
  clock += 1_000;
  told(answer("accepted", "200", "r4"));
  await expect.poll(kept).toMatchObject({ requestId: "r4", at: instant(noon + 3_600_000) });
});
