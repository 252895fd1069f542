import { copyFileSync, cpSync, existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { type Database, openDatabase } from "@/lib/db/database";
import { type SimulatorProcess, startSimulator } from "@/lib/worker/testing/simulator-process";
import { code, type WorkerDesk, workerDesk } from "@/lib/worker/testing/worker-desk";

// Copies of an SQLite desk as people make them by hand. What the workers did is judged by the simulator's journal.
let simulator: SimulatorProcess;
let folder: string;
const open: Database[] = [];
const desks: WorkerDesk[] = [];
const patience = { timeout: 60_000, interval: 20 };
vi.setConfig({ testTimeout: 180_000 });

beforeAll(async () => {
  simulator = await startSimulator();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "linkbook-copies-"));
});
afterEach(async () => {
  await closeAll();
  rmSync(folder, { recursive: true });
  await simulator.reset();
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await simulator.close();
});

async function closeAll(): Promise<void> {
  for (const desk of desks.splice(0)) await desk.stopAll();
  for (const database of open.splice(0)) await database.close();
}

/** A desk whose database lies in its data folder. */
async function deskIn(name: string): Promise<WorkerDesk> {
  const url = `file:${join(folder, name, "data/linkbook.sqlite")}`;
  const database = openDatabase(url);
  await database.migrate();
  const desk = workerDesk(simulator, { database, url, folder: join(folder, name) });
  open.push(database);
  desks.push(desk);
  return desk;
}

/** Copies a folder as it is while nobody has it open, lets the desk send what is queued, and ends it. */
async function sentAfterCopy(copy: (from: string) => void) {
  const first = await deskIn("desk");
  const id = await first.prepared();
  const set = await first.apply(id);
  await closeAll();
  copy(join(folder, "desk"));
  const again = await deskIn("desk");
  again.startWorker();
  await expect.poll(() => again.outcome(set), patience).toBe("verified");
  await closeAll();
  expect(await again.writes(id)).toEqual([`ADD ${code}`]);
  return { id, set };
}

async function expectRestored(desk: WorkerDesk, set: string, cause: string): Promise<void> {
  desk.startWorker();
  await expect.poll(() => desk.receipt(set), patience).toMatchObject({ outcome: "not_sent", reason: "restored" });
  expect([await desk.paused(), await desk.restores()]).toEqual([true, [expect.objectContaining({ cause })]]);
}

test("a database that is copied over the one in use is behind what its folder knows", async () => {
  const copy = join(folder, "copy.sqlite");
  const { id, set } = await sentAfterCopy((from) => copyFileSync(join(from, "data/linkbook.sqlite"), copy));
  copyFileSync(copy, join(folder, "desk/data/linkbook.sqlite"));
  const desk = await deskIn("desk");
  await expectRestored(desk, set, "behind");
  expect(await desk.writes(id)).toEqual([`ADD ${code}`]);
});

test("a data folder that is put back as a whole is another file, though it knows nothing of what came after it", async () => {
  const { id, set } = await sentAfterCopy((from) => cpSync(from, join(folder, "kept"), { recursive: true }));
  rmSync(join(folder, "desk"), { recursive: true });
  renameSync(join(folder, "kept"), join(folder, "desk"));
  const desk = await deskIn("desk");
  await expectRestored(desk, set, "copied");
  expect(await desk.writes(id)).toEqual([`ADD ${code}`]);
});

test("a data folder that is only moved is the same desk", async () => {
  const first = await deskIn("desk");
  const id = await first.prepared();
  const set = await first.apply(id);
  await closeAll();
  renameSync(join(folder, "desk"), join(folder, "elsewhere"));
  const desk = await deskIn("elsewhere");
  expect(existsSync(dirname(join(folder, "desk/data")))).toBe(false);
  desk.startWorker();
  await expect.poll(() => desk.outcome(set), patience).toBe("verified");
  expect([await desk.paused(), await desk.restores()]).toEqual([false, []]);
});
