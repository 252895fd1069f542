import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { type Database, openDatabase } from "@/lib/db/database";
import { takeLease } from "@/lib/db/queries/lease";
import { openFreshDatabase } from "@/lib/db/testing/fresh-database";
import type { Role } from "@/lib/domain/policy";
import { startCalibration } from "@/lib/services/calibration/run-calibration";
import { applyChangeSet } from "@/lib/services/changes/apply-change-set";
import { setWanted } from "@/lib/services/changes/set-wanted";
import { type ExecutorDesk, openExecutorDesk } from "@/lib/worker/testing/executor-desk";
import { type SimulatorProcess, startSimulator } from "@/lib/worker/testing/simulator-process";

const ban = "FORBID_WITHDRAW_CASH";

let simulator: SimulatorProcess;
let desk: ExecutorDesk;
/** What a second process has open. */
let other: Database;

beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.close());
beforeEach(async () => {
  desk = await openExecutorDesk(simulator, {
    open: async () => {
      const fresh = await openFreshDatabase();
      other = openDatabase(fresh.url);
      return fresh;
    },
  });
});
afterEach(async () => {
  await other.close();
  await desk.close();
});

/** Does the same several times at once, in two processes. Gives how often it went through, and why not. */
async function atOnce(role: Role, act: (context: ReturnType<ExecutorDesk["as"]>, at: number) => Promise<unknown>) {
  const acts = Array.from({ length: 8 }, (_, at) =>
    act({ ...desk.as(role), database: at % 2 ? other : desk.database }, at),
  );
  const ends = await Promise.allSettled(acts);
  const refusals = ends.flatMap((end) => (end.status === "rejected" ? [String(end.reason.code ?? end.reason)] : []));
  return { done: ends.length - refusals.length, refusals: new Set(refusals) };
}

it("a person who ticks in two windows at once has one draft", async () => {
  const relations = await Promise.all(Array.from({ length: 8 }, () => desk.relation()));
  const ticked = await atOnce("requester", (context, at) => {
    const relationId = relations[at];
    if (!relationId) throw new Error("no relation");
    return setWanted(context, { relationId, code: ban, wanted: true });
  });
  expect(ticked.done).toBe(8);
  const drafts = await desk.database.read.selectFrom("change_set").select("id").execute();
  expect(drafts).toHaveLength(1);
  expect(await desk.database.read.selectFrom("change").select("id").execute()).toHaveLength(8);
});

it("a draft that is applied in two windows at once is applied once", async () => {
  const relationId = await desk.relation();
  const draft = await setWanted(desk.as("requester"), { relationId, code: ban, wanted: true });
  if (!draft) throw new Error("nothing to change");
  const input = { changeSetId: draft.id, planHash: draft.hash, reason: "agreed" };
  expect(await atOnce("requester", (context) => applyChangeSet(context, input))).toEqual({
    done: 1,
    refusals: new Set(["not_found"]),
  });
  expect(await desk.database.read.selectFrom("operation").select("id").execute()).toHaveLength(1);
});

it("a relation is calibrated once at a time", async () => {
  const relationId = await desk.relation();
  const input = { relationId, code: ban, reason: "to learn its twin" } as const;
  expect(await atOnce("administrator", (context) => startCalibration(context, input))).toEqual({
    done: 1,
    refusals: new Set(["change_blocked"]),
  });
});

it("a lease is given to one of those who ask at once", async () => {
  const epochs = await Promise.all(
    Array.from({ length: 8 }, (_, at) =>
      (at % 2 ? other : desk.database).transaction((tx) => takeLease(tx, "one", randomUUID(), 60_000)),
    ),
  );
  expect(epochs.filter((epoch) => epoch !== null)).toEqual([1]);
});
