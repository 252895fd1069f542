import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { accountRow, setAccountSwitch } from "@/lib/db/queries/accounts";
import { openTempDatabase, type TempDatabase } from "@/lib/db/testing/temp-database";
import { readEnv } from "@/lib/env";
import { createLogger } from "@/lib/telemetry/logger";
import { startWorker, type Worker } from "@/lib/worker/start";
import { type SimulatorProcess, startSimulator } from "@/lib/worker/testing/simulator-process";
import { uid } from "@/lib/worker/testing/temp-desk";

const payers = [uid("1998833470017415"), uid("1998833470017999")] as const;
const [first, second] = payers;
let simulators: readonly SimulatorProcess[] = [];
let temp: TempDatabase;
let folder: string;
const workers: Worker[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "linkbook-workers-"));
  vi.stubEnv("DESK_KEY_ID", "demo-payer");
  vi.stubEnv("DESK_KEY_SECRET", "demo-secret");
  vi.stubEnv("WRONG_KEY_SECRET", "not-the-secret");
  simulators = await Promise.all(
    payers.map((payer, index) => startSimulator({}, 12, ["--payer-uid", payer, "--seed", String(index + 1)])),
  );
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await Promise.all(simulators.map((simulator) => simulator.close()));
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  temp = await openTempDatabase();
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
  await temp.close();
});

const account = (index: number, secret = "DESK_KEY_SECRET") => ({
  uid: payers[index],
  endpoint: `http://127.0.0.1:${simulators[index]?.port}`,
  stsEndpoint: `http://127.0.0.1:${simulators[index]?.port}`,
  rate: 1_000,
  credentials: { env: { accessKeyId: "DESK_KEY_ID", accessKeySecret: secret } },
});

function start(...accounts: readonly object[]): Worker {
  const path = join(folder, "accounts.json");
  writeFileSync(path, JSON.stringify(accounts));
  const env = readEnv({ LINKBOOK_DATA: folder, LINKBOOK_ACCOUNTS_FILE: path, LINKBOOK_LEASE: "30s" });
  const worker = startWorker({ database: temp.database, env, logger: createLogger("silent") });
  workers.push(worker);
  return worker;
}

const row = async (payer: typeof first) => accountRow(temp.database.read, payer);
const relationsOf = async (payer: string) => {
  const found = temp.database.read.selectFrom("relation").select("account_id").where("payer_uid", "=", payer);
  return (await found.execute()).map(({ account_id }) => account_id).toSorted();
};
const leases = async () => {
  const found = temp.database.read.selectFrom("lease").select(["name", "deadline"]).orderBy("name");
  return (await found.execute()).map(({ name, deadline }) => [name, deadline > new Date().toISOString()]);
};
const patience = { timeout: 15_000 };

test("each account is read with its own keys at its own endpoint, under a lease of its own", async () => {
  start(account(0), account(1));
  for (const [index, payer] of payers.entries()) {
    const members = (await simulators[index]?.relations())?.map(({ memberUid }) => memberUid) ?? [];
    await expect.poll(async () => (await relationsOf(payer)).length, patience).toBe(members.length);
    const asked = (await simulators[index]?.journal({ event: "received" })) ?? [];
    expect(new Set(asked.map((it) => it.callerUid))).toEqual(new Set([payer]));
  }
  expect(await leases()).toEqual(payers.map((payer) => [`worker:${payer}`, true]));
});

test("one account's wrong keys and another's wrong endpoint are their own matter", async () => {
  start(account(0, "WRONG_KEY_SECRET"), { ...account(1), endpoint: "http://desk.example" });
  await expect.poll(async () => (await row(first))?.problem ?? "", patience).toContain("SignatureDoesNotMatch");
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
  start(account(0, "WRONG_KEY_SECRET"), account(1));
  await expect.poll(async () => (await relationsOf(second)).length, patience).toBeGreaterThan(0);
  expect((await row(second))?.problem).toBeNull();
  expect((await row(first))?.problem).toContain("SignatureDoesNotMatch");
  expect(await relationsOf(first)).toEqual([]);
});

test("an account that is taken out of the file is kept, read-only, and says so; so does the log", async () => {
  start(account(0), account(1));
  await expect.poll(async () => (await relationsOf(first)).length, patience).toBeGreaterThan(0);
  await temp.database.transaction((tx) => setAccountSwitch(tx, first, "writes_on", true));
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
  start(account(1));
  await expect.poll(async () => (await row(first))?.problem ?? "", patience).toContain("not_configured");
  expect(await row(first)).toMatchObject({ writes_on: 0 });
  expect((await relationsOf(first)).length).toBeGreaterThan(0);
  expect((await temp.log()).filter(({ action }) => action === "account.retired")).toMatchObject([
    { payerUid: temp.payer, system: "worker" },
    { payerUid: first, system: "worker" },
  ]);
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
  start(account(1), account(0));
  await expect.poll(async () => (await row(first))?.problem, patience).toBeNull();
  expect(await row(first)).toMatchObject({ writes_on: 0 });
});

test("leases are given back at once, also while a call hangs, so that the next process leads at once", async () => {
  const [simulator] = simulators;
  await simulator?.faults({ kind: "slow_answer", operation: "QueryPermissionList", gate: "never", times: 1 });
  const worker = start(account(0));
  await simulator?.event("held", {});
  expect(await leases()).toEqual([[`worker:${first}`, true]]);
  const began = performance.now();
  await worker.release();
  expect(performance.now() - began).toBeLessThan(1_000);
  expect(await leases()).toEqual([[`worker:${first}`, false]]);
  start(account(0));
  await expect.poll(leases, patience).toEqual([[`worker:${first}`, true]]);
  await simulator?.release("never");
  await simulator?.reset();
});
