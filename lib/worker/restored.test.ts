import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { Database } from "@/lib/db/database";
import { accountRow, setAccountSwitch } from "@/lib/db/queries/accounts";
import { auditHead, auditRowsAfter } from "@/lib/db/queries/audit-reading";
import { insertPerson } from "@/lib/db/queries/people";
import { openFreshDatabase } from "@/lib/db/testing/fresh-database";
import { snapshotOf } from "@/lib/db/testing/snapshot";
import { instant, type RelationId } from "@/lib/domain/ids";
import type { PermissionCode } from "@/lib/domain/permission-catalogue";
import type { Role } from "@/lib/domain/policy";
import { applyChangeSet } from "@/lib/services/changes/apply-change-set";
import { changeSetView } from "@/lib/services/changes/change-set-view";
import { setWanted } from "@/lib/services/changes/set-wanted";
import type { Context } from "@/lib/services/context";
import { deskStatus } from "@/lib/services/desk/desk-status";
import { resumeWrites } from "@/lib/services/settings/switches";
import { readMarkFile } from "@/lib/worker/restored-mark";
import { type SimulatorProcess, startSimulator } from "@/lib/worker/testing/simulator-process";
import { relationId, uid } from "@/lib/worker/testing/temp-desk";
import { startWorkerProcess, type WorkerProcess } from "@/lib/worker/testing/worker-process";

// The worker is a process of its own each time, and what it did is judged by the simulator's journal.
let simulator: SimulatorProcess;
let database: Database;
let url: string;
let folder: string;
let close: () => Promise<void>;
const workers: WorkerProcess[] = [];
const patience = { timeout: 30_000, interval: 20 };
const code: PermissionCode = "FORBID_WITHDRAW_CASH";

beforeAll(async () => {
  simulator = await startSimulator();
});
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "linkbook-restored-"));
  ({ database, url, close } = await openFreshDatabase());
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.kill()));
  await close();
  rmSync(folder, { recursive: true });
  await simulator.reset();
});
afterAll(() => simulator.close());
vi.setConfig({ testTimeout: 90_000 });

/** `data`: where this process keeps what it knows; each machine has its own. */
function startWorker(data = "data"): WorkerProcess {
  const worker = startWorkerProcess(url, simulator.port, join(folder, data));
  workers.push(worker);
  return worker;
}

const as = (role: Role): Context => {
  const payer = uid(simulator.payerUid);
  return {
    database,
    actor: {
      id: "ruth",
      name: "Ruth",
      email: "ruth@test.example",
      roles: new Set([role]),
      payers: new Set([payer]),
      sessionId: "s",
    },
    payer,
    account: { name: null, ratePerSecond: null, cancelConfirmCode: null, retired: false },
    correlationId: randomUUID(),
    now: Date.now,
    freshForMs: 86_400_000,
    wake: () => undefined,
  };
};

const rowOf = (id: RelationId) =>
  database.read.selectFrom("relation").select("read_began_at").where("relation_id", "=", id).executeTakeFirst();
const account = () => accountRow(database.read, uid(simulator.payerUid));

/** A relation upstream without the code, listed and read by a first worker, which has ended; writes are on. */
async function prepared(): Promise<RelationId> {
  const minted = await simulator.mint({ type: "FinancialManagement", state: "RELATED", codes: [] });
  const id = relationId(minted.relationId);
  const worker = startWorker();
  await expect.poll(async () => (await rowOf(id))?.read_began_at ?? null, patience).not.toBeNull();
  await worker.kill();
  await database.transaction(async (tx) => {
    await setAccountSwitch(tx, uid(simulator.payerUid), "writes_on", true);
    const person = { id: "ruth", email: "ruth@test.example", name: "Ruth", passwordHash: "" };
    await insertPerson(tx, { ...person, roles: ["requester"], at: instant(Date.now()) });
  });
  return id;
}

async function apply(id: RelationId): Promise<string> {
  const draft = await setWanted(as("requester"), { relationId: id, code, wanted: true });
  if (!draft) throw new Error("nothing to change");
  const input = { changeSetId: draft.id, planHash: draft.hash, reason: "agreed" };
  return (await applyChangeSet(as("requester"), input)).changeSetId;
}

const receipt = async (set: string) => (await changeSetView(as("requester"), { changeSetId: set })).receipts[0];
const outcome = async (set: string) => (await receipt(set))?.outcome ?? null;
const writes = async (id: RelationId) => (await simulator.calls(id)).filter((call) => call !== "read");
/** Waits until the change has taken effect upstream; its answer is held back. */
const effect = (id: RelationId) => expect.poll(() => simulator.effects(id), patience).toEqual([`ADD ${code}`]);
const restores = async () =>
  (await auditRowsAfter(database.read, 0, 10_000))
    .filter(({ entry }) => entry.action === "desk.restored")
    .map(({ entry }): unknown => JSON.parse(entry.detail));
/** Waits until a machine's own file knows the log to its end. */
const noted = (data = "data") =>
  expect
    .poll(async () => {
      const file = await readMarkFile(join(folder, data));
      return file?.hash === (await auditHead(database.read)).hash;
    }, patience)
    .toBe(true);
const paused = async () => (await account())?.paused === 1;

test("what was queued in the copy and sent after it is not sent again", async () => {
  const id = await prepared();
  const set = await apply(id);
  const putBack = await snapshotOf(database);
  const first = startWorker();
  await expect.poll(() => outcome(set), patience).toBe("verified");
  await first.kill();
  await putBack();
  expect(await outcome(set)).toBeNull();
  const readBefore = (await rowOf(id))?.read_began_at ?? "";

  startWorker();
  await expect.poll(() => receipt(set), patience).toMatchObject({ outcome: "not_sent", reason: "restored" });
  expect(await restores()).toEqual([{ cause: "behind", notSent: 1, notConfirmed: 0 }]);
  expect(await deskStatus(as("viewer"))).toMatchObject({ paused: true, restoredAt: expect.any(String) });
  // The sweep reads what the copy holds as fresh: it shows the effect of what the copy knows nothing of.
  await expect.poll(async () => (await rowOf(id))?.read_began_at, patience).not.toBe(readBefore);
  await resumeWrites(as("administrator"), {});
  expect(await deskStatus(as("viewer"))).toMatchObject({ paused: false, restoredAt: null });
  expect(await writes(id)).toEqual([`ADD ${code}`]);
});

test("what was being sent when the copy was made is read on for a whole settle window, and never sent again", async () => {
  const id = await prepared();
  const gate = { kind: "hold", gate: "answer", when: "after", times: 1 };
  await simulator.faults({ operation: "ModifyAccountRelation", relationId: id, ...gate });
  const set = await apply(id);
  const first = startWorker();
  await effect(id);
  const putBack = await snapshotOf(database);
  await simulator.release("answer");
  await expect.poll(() => outcome(set), patience).toBe("verified");
  await noted();
  await first.kill();
  // Somebody else undid it meanwhile: the copy cannot know.
  await simulator.console(id, "DELETE", [code]);
  await putBack();

  startWorker();
  await expect.poll(() => outcome(set), patience).toBe("not_confirmed");
  // Its code takes no other change while it may still take effect.
  await expect(setWanted(as("requester"), { relationId: id, code, wanted: true })).rejects.toThrow();
  await expect.poll(() => receipt(set), patience).toMatchObject({ outcome: "no_effect" });
  expect(await restores()).toEqual([{ cause: "behind", notSent: 0, notConfirmed: 1 }]);
  expect(await writes(id)).toEqual([`ADD ${code}`]);
});

test("an effect that is seen after a restore is verified, without proof that it was ours", async () => {
  const id = await prepared();
  const gate = { kind: "hold", gate: "answer", when: "after", times: 1 };
  await simulator.faults({ operation: "ModifyAccountRelation", relationId: id, ...gate });
  const set = await apply(id);
  const first = startWorker();
  await effect(id);
  const putBack = await snapshotOf(database);
  await first.kill();
  await simulator.release("answer");
  await putBack();
  // Nothing was lost, so that only the command's mark tells.
  await database.transaction(async (tx) => {
    await tx.insertInto("meta").values({ key: "restored", value: '{"at":"2026-11-22","by":"in_place"}' }).execute();
  });
  startWorker();
  await expect.poll(() => receipt(set), patience).toMatchObject({ outcome: "verified", causeProven: false });
  expect(await restores()).toEqual([{ cause: "restore", notSent: 0, notConfirmed: 1 }]);
  expect(await writes(id)).toEqual([`ADD ${code}`]);
});

test("a worker that is killed in the middle finds its own database again, and nothing is paused", async () => {
  const id = await prepared();
  const gate = { kind: "hold", gate: "answer", when: "after", times: 1 };
  await simulator.faults({ operation: "ModifyAccountRelation", relationId: id, ...gate });
  const set = await apply(id);
  const first = startWorker();
  await effect(id);
  await first.kill();
  await simulator.release("answer");
  startWorker();
  await expect.poll(() => outcome(set), patience).toBe("verified");
  expect([await paused(), await restores()]).toEqual([false, []]);
  expect(statSync(join(folder, "data/instance.json")).mode & 0o777).toBe(0o600);
});

test("a second machine joins a desk that is at work, and goes on after the first", async () => {
  const id = await prepared();
  const first = startWorker();
  const set = await apply(id);
  await expect.poll(() => outcome(set), patience).toBe("verified");
  startWorker("second machine");
  await noted("second machine");
  await first.kill();
  const other = await simulator.mint({ type: "FinancialManagement", state: "RELATED", codes: [] });
  await expect.poll(() => rowOf(relationId(other.relationId)), patience).toBeDefined();
  expect([await paused(), await restores()]).toEqual([false, []]);
});

test("a database with a history under a machine that does not know it, with nobody at work on it, is taken for a copy", async () => {
  const id = await prepared();
  const set = await apply(id);
  startWorker("another machine");
  await expect.poll(() => receipt(set), patience).toMatchObject({ outcome: "not_sent", reason: "restored" });
  expect(await restores()).toEqual([{ cause: "foreign", notSent: 1, notConfirmed: 0 }]);
  expect(await writes(id)).toEqual([]);
});

test("of several machines that knew a restored database one acts, and the others do not act again", async () => {
  const id = await prepared();
  const set = await apply(id);
  const putBack = await snapshotOf(database);
  const both = [startWorker()];
  await expect.poll(() => outcome(set), patience).toBe("verified");
  both.push(startWorker("second machine"));
  await Promise.all([noted(), noted("second machine")]);
  for (const worker of both) await worker.kill();
  await putBack();
  startWorker();
  await expect.poll(restores, patience).toHaveLength(1);
  await resumeWrites(as("administrator"), {});
  startWorker("second machine");
  await noted("second machine");
  expect([await paused(), await restores()]).toEqual([false, [expect.objectContaining({ cause: "behind" })]]);
  expect(await writes(id)).toEqual([`ADD ${code}`]);
});

test("a database that is set back under a running worker is noticed, and nothing is sent meanwhile", async () => {
  const id = await prepared();
  const putBack = await snapshotOf(database);
  startWorker();
  const set = await apply(id);
  await expect.poll(() => outcome(set), patience).toBe("verified");
  await simulator.console(id, "DELETE", [code]);
  await putBack();
  const again = await apply(id).catch(() => null);
  await expect.poll(restores, patience).toHaveLength(1);
  expect(await paused()).toBe(true);
  if (again) await expect.poll(() => outcome(again), patience).not.toBeNull();
  expect(await writes(id)).toEqual([`ADD ${code}`]);
});
