import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { Database } from "@/lib/db/database";
import { openFreshDatabase } from "@/lib/db/testing/fresh-database";
import { snapshotOf } from "@/lib/db/testing/snapshot";
import type { RelationId } from "@/lib/domain/ids";
import { setWanted } from "@/lib/services/changes/set-wanted";
import { deskStatus } from "@/lib/services/desk/desk-status";
import { resumeWrites } from "@/lib/services/settings/switches";
import { type SimulatorProcess, startSimulator } from "@/lib/worker/testing/simulator-process";
import { relationId } from "@/lib/worker/testing/temp-desk";
import { code, type WorkerDesk, workerDesk } from "@/lib/worker/testing/worker-desk";

// What the workers did is judged by the simulator's journal.
let simulator: SimulatorProcess;
let database: Database;
let desk: WorkerDesk;
let folder: string;
let close: () => Promise<void>;
const patience = { timeout: 60_000, interval: 20 };

beforeAll(async () => {
  simulator = await startSimulator();
});
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "linkbook-restored-"));
  const fresh = await openFreshDatabase();
  ({ database, close } = fresh);
  desk = workerDesk(simulator, { database, url: fresh.url, folder });
});
afterEach(async () => {
  await desk.stopAll();
  await close();
  rmSync(folder, { recursive: true });
  await simulator.reset();
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await simulator.close();
});
// Leases and settle windows run out: on a busy machine each takes its time.
vi.setConfig({ testTimeout: 180_000 });

/** Waits until the change has taken effect upstream; its answer is held back. */
const effect = (id: RelationId) => expect.poll(() => simulator.effects(id), patience).toEqual([`ADD ${code}`]);
const soon = (set: string) => expect.poll(() => desk.outcome(set), patience);

test("what was queued in the copy and sent after it is not sent again", async () => {
  const id = await desk.prepared();
  const set = await desk.apply(id);
  const putBack = await snapshotOf(database);
  const first = desk.startWorker();
  await soon(set).toBe("verified");
  await first.stop();
  await putBack();
  expect(await desk.outcome(set)).toBeNull();
  const readBefore = await desk.readBeganAt(id);

  desk.startWorker();
  await expect.poll(() => desk.receipt(set), patience).toMatchObject({ outcome: "not_sent", reason: "restored" });
  expect(await desk.restores()).toEqual([{ cause: "behind", notSent: 1, notConfirmed: 0 }]);
  expect(await deskStatus(desk.as("viewer"))).toMatchObject({ paused: true, restoredAt: expect.any(String) });
  // The sweep reads what the copy holds as fresh: it shows the effect of what the copy knows nothing of.
  await expect.poll(() => desk.readBeganAt(id), patience).not.toBe(readBefore);
  await resumeWrites(desk.as("administrator"), {});
  expect(await deskStatus(desk.as("viewer"))).toMatchObject({ paused: false, restoredAt: null });
  expect(await desk.writes(id)).toEqual([`ADD ${code}`]);
});

test("what was being sent when the copy was made is read on for a whole settle window, and never sent again", async () => {
  const id = await desk.prepared();
  const gate = { kind: "hold", gate: "answer", when: "after", times: 1 };
  await simulator.faults({ operation: "ModifyAccountRelation", relationId: id, ...gate });
  const set = await desk.apply(id);
  const first = desk.startWorker();
  await effect(id);
  const putBack = await snapshotOf(database);
  await simulator.release("answer");
  await soon(set).toBe("verified");
  await first.stop();
  // Somebody else undid it meanwhile: the copy cannot know.
  await simulator.console(id, "DELETE", [code]);
  await putBack();

  desk.startWorker();
  await soon(set).toBe("not_confirmed");
  // Its code takes no other change while it may still take effect.
  await expect(setWanted(desk.as("requester"), { relationId: id, code, wanted: true })).rejects.toThrow();
  await expect.poll(() => desk.receipt(set), patience).toMatchObject({ outcome: "no_effect" });
  expect(await desk.restores()).toEqual([{ cause: "behind", notSent: 0, notConfirmed: 1 }]);
  expect(await desk.writes(id)).toEqual([`ADD ${code}`]);
});

test("an effect that is seen after a restore is verified, without proof that it was ours", async () => {
  const id = await desk.prepared();
  const gate = { kind: "hold", gate: "answer", when: "after", times: 1 };
  await simulator.faults({ operation: "ModifyAccountRelation", relationId: id, ...gate });
  const set = await desk.apply(id);
  const first = desk.startWorker();
  await effect(id);
  const putBack = await snapshotOf(database);
  await simulator.release("answer");
  await first.stop();
  await putBack();
  // Nothing was lost, so that only the command's mark tells.
  await database.transaction(async (tx) => {
    await tx.insertInto("meta").values({ key: "restored", value: '{"at":"2026-11-22","by":"in_place"}' }).execute();
  });
  desk.startWorker();
  await expect.poll(() => desk.receipt(set), patience).toMatchObject({ outcome: "verified", causeProven: false });
  expect(await desk.restores()).toEqual([{ cause: "restore", notSent: 0, notConfirmed: 1 }]);
  expect(await desk.writes(id)).toEqual([`ADD ${code}`]);
});

test("a worker that ends in the middle finds its own database again, and nothing is paused", async () => {
  const id = await desk.prepared();
  const gate = { kind: "hold", gate: "answer", when: "after", times: 1 };
  await simulator.faults({ operation: "ModifyAccountRelation", relationId: id, ...gate });
  const set = await desk.apply(id);
  const first = desk.startWorker();
  await effect(id);
  await first.stop();
  await simulator.release("answer");
  desk.startWorker();
  await soon(set).toBe("verified");
  expect([await desk.paused(), await desk.restores()]).toEqual([false, []]);
  expect(statSync(join(folder, "data/instance.mark")).mode & 0o777).toBe(0o600);
});

test("a second machine joins a desk that is at work, and goes on after the first", async () => {
  const id = await desk.prepared();
  const first = desk.startWorker();
  const set = await desk.apply(id);
  await soon(set).toBe("verified");
  desk.startWorker("second machine");
  await desk.noted("second machine");
  await first.stop();
  const other = await simulator.mint({ type: "FinancialManagement", state: "RELATED", codes: [] });
  await expect.poll(() => desk.readBeganAt(relationId(other.relationId)), patience).not.toBeNull();
  expect([await desk.paused(), await desk.restores()]).toEqual([false, []]);
});

test("a database with a history under a machine that does not know it, with nobody at work on it, is taken for a copy", async () => {
  const id = await desk.prepared();
  const set = await desk.apply(id);
  desk.startWorker("another machine");
  await expect.poll(() => desk.receipt(set), patience).toMatchObject({ outcome: "not_sent", reason: "restored" });
  expect(await desk.restores()).toEqual([{ cause: "foreign", notSent: 1, notConfirmed: 0 }]);
  expect(await desk.writes(id)).toEqual([]);
});

test("of several machines that knew a restored database one acts, and the others do not act again", async () => {
  const id = await desk.prepared();
  const set = await desk.apply(id);
  const putBack = await snapshotOf(database);
  const both = [desk.startWorker()];
  await soon(set).toBe("verified");
  both.push(desk.startWorker("second machine"));
  await desk.noted("second machine");
  for (const worker of both) await worker.stop();
  await putBack();
  desk.startWorker();
  await expect.poll(desk.restores, patience).toHaveLength(1);
  await resumeWrites(desk.as("administrator"), {});
  desk.startWorker("second machine");
  await desk.noted("second machine");
  expect([await desk.paused(), await desk.restores()]).toEqual([false, [expect.objectContaining({ cause: "behind" })]]);
  expect(await desk.writes(id)).toEqual([`ADD ${code}`]);
});

test("a database that is set back under a running worker is noticed, and nothing is sent meanwhile", async () => {
  const id = await desk.prepared();
  const putBack = await snapshotOf(database);
  desk.startWorker();
  const set = await desk.apply(id);
  await soon(set).toBe("verified");
  await simulator.console(id, "DELETE", [code]);
  await putBack();
  const again = await desk.apply(id).catch(() => null);
  await expect.poll(desk.restores, patience).toHaveLength(1);
  expect(await desk.paused()).toBe(true);
  if (again) await soon(again).not.toBeNull();
  expect(await desk.writes(id)).toEqual([`ADD ${code}`]);
});
