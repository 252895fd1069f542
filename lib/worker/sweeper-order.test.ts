import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { openFreshDatabase } from "@/lib/db/testing/fresh-database";
import { instant } from "@/lib/domain/ids";
import type { SweeperTerms } from "@/lib/worker/sweeper-terms";
import { type SimulatorProcess, startSimulator } from "@/lib/worker/testing/simulator-process";
import { openSweepDesk, type SweepDesk, sweepSettings } from "@/lib/worker/testing/sweep-desk";
import { startWorkerProcess, type WorkerProcess } from "@/lib/worker/testing/worker-process";

const hour = 3_600_000;
const patience = { timeout: 60_000, interval: 10 };
// A lease runs out, processes start: on a busy machine each takes its time.
vi.setConfig({ testTimeout: 90_000 });
let simulator: SimulatorProcess;
let folder: string;
let desk: SweepDesk | undefined;
let opened: Awaited<ReturnType<typeof openFreshDatabase>> | undefined;
let worker: WorkerProcess | undefined;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "linkbook-order-"));
  simulator = await startSimulator({}, 400);
});
afterEach(async () => {
  await worker?.kill();
  await desk?.close();
  await opened?.close();
  desk = opened = worker = undefined;
  await simulator.reset();
});
afterAll(async () => {
  await simulator.close();
  rmSync(folder, { recursive: true });
});

const lastSeq = async () => (await simulator.journal({})).at(-1)?.seq ?? 0;
/** The relations whose permissions upstream was asked for since then, in order. */
async function readsSince(seq: number): Promise<readonly string[]> {
  const events = await simulator.journal({
    operation: "QueryPermissionList",
    event: "received",
    sinceSeq: String(seq),
  });
  return events.map(({ relationId }) => String(relationId));
}

/** A sweep that one reader does, and that is cut off after so many reads. */
function cutAfter({ terms }: SweepDesk, reads: number): Partial<SweeperTerms> {
  const { gateway } = terms();
  let asked = 0;
  return {
    env: { ...sweepSettings, concurrency: 1 },
    isLeader: () => asked < reads,
    gateway: {
      ...gateway,
      queryPermissionList: (relationId, options) => {
        asked += 1;
        return gateway.queryPermissionList(relationId, options);
      },
    },
  };
}

it("reads first what changed in the list, then what was never read, then the oldest; what has ended once", async () => {
  desk = await openSweepDesk(simulator);
  const { database } = desk;
  await desk.sweep(cutAfter(desk, 40));
  const all = (await desk.relations()).filter(({ state }) => state === "RELATED");
  const read = all.filter(({ read_began_at }) => read_began_at !== null).slice(0, 6);
  const never = all.filter(({ read_began_at }) => read_began_at === null);
  expect(read).toHaveLength(6);
  // Of six that were read, the later in this list the longer ago; two of them fresh, of which one ends upstream.
  const ages = [7, 8, 9, 10, 1, 1];
  await database.transaction(async (tx) => {
    const began = (hours: number) => instant(Date.now() - hours * hour);
    await tx
      .updateTable("relation")
      .set({ read_began_at: began(2) })
      .where("read_began_at", "is not", null)
      .execute();
    for (const [n, { relation_id }] of read.entries())
      await tx
        .updateTable("relation")
        .set({ read_began_at: began(ages[n] ?? 0) })
        .where("relation_id", "=", relation_id)
        .execute();
  });
  const [seven, eight, nine, ten, ended] = read.map(({ relation_id }) => relation_id);
  await simulator.member(ended ?? "", "unlink");
  // One that is both old and changed comes with the changed ones.
  await simulator.member(nine ?? "", "unlink");

  const since = await lastSeq();
  await desk.sweep({ env: { ...sweepSettings, concurrency: 1 } });
  const order = await readsSince(since);
  expect(new Set(order.slice(0, 2))).toEqual(new Set([ended, nine]));
  const due = (await desk.relations()).filter(({ read_began_at }) => read_began_at !== null).length;
  expect(order.length).toBeLessThan(due);
  const middle = order.slice(2, -3);
  expect(middle.length).toBeGreaterThanOrEqual(never.length);
  for (const { relation_id } of never) expect(middle).toContain(relation_id);
  expect(order.slice(-3)).toEqual([ten, eight, seven]);

  const later = await lastSeq();
  await desk.sweep({ env: { ...sweepSettings, permissionsEveryMs: -hour } });
  const again = await readsSince(later);
  expect(again.length).toBeGreaterThan(never.length);
  for (const relationId of [ended, nine]) expect(again).not.toContain(relationId);
  const stored = (await desk.relations()).find(({ relation_id }) => relation_id === ended);
  expect(stored).toMatchObject({ state: "CONNECTION_CANCELED", read_error: null });
  expect(stored?.read_digest).not.toBeNull();
});

it("does not read again what a killed process had stored", async () => {
  opened = await openFreshDatabase();
  const { read } = opened.database;
  const stored = async () =>
    (await read.selectFrom("relation").select("relation_id").where("read_began_at", "is not", null).execute()).map(
      ({ relation_id }) => relation_id,
    );
  await simulator.switches({ latencyMs: 40 });
  const since = await lastSeq();
  worker = startWorkerProcess(opened.url, simulator.port, folder);
  await expect.poll(async () => (await stored()).length, patience).toBeGreaterThan(100);
  await worker.kill();
  const kept = await stored();
  const asked = await readsSince(since);
  expect(kept.length).toBeLessThan(300);

  worker = startWorkerProcess(opened.url, simulator.port, folder);
  const complete = read.selectFrom("sweep").select("id").where("status", "=", "complete");
  await expect.poll(() => complete.execute(), patience).not.toEqual([]);
  const counts = new Map<string, number>();
  for (const relationId of await readsSince(since)) counts.set(relationId, (counts.get(relationId) ?? 0) + 1);
  expect(kept.filter((relationId) => counts.get(relationId) !== 1)).toEqual([]);
  expect(counts.size).toBe((await stored()).length);
  // What had been asked for and was not yet on disk is all that a kill costs.
  expect([...counts.values()].filter((reads) => reads > 1).length).toBe(asked.length - kept.length);
});
