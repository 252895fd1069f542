import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { breakStorage } from "@/lib/db/testing/broken-storage";
import { instant, later } from "@/lib/domain/ids";
import type { ChangeSetView } from "@/lib/domain/views/change-set";
import { stopChangeSet } from "@/lib/services/changes/stop-change-set";
import { type ExecutorDesk, openExecutorDesk } from "@/lib/worker/testing/executor-desk";
import { type SimulatorProcess, startSimulator } from "@/lib/worker/testing/simulator-process";

const ban = "FORBID_WITHDRAW_CASH";
const modify = { operation: "ModifyAccountRelation", times: 1 };
const isDone = (view: ChangeSetView) => view.status === "done";
const writesOf = async (relationId: string) => (await simulator.calls(relationId)).filter((call) => call !== "read");

let simulator: SimulatorProcess;
let desk: ExecutorDesk;

beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.close());
beforeEach(async () => {
  desk = await openExecutorDesk(simulator);
  desk.startExecutor();
});
afterEach(async () => {
  await desk.close();
  await simulator.reset();
});

const operationOf = (changeSetId: string) =>
  desk.database.read
    .selectFrom("operation")
    .selectAll()
    .where("change_set_id", "=", changeSetId)
    .executeTakeFirstOrThrow();

describe("what is under way", () => {
  it("is read back although sixteen relations wait behind a pause", async () => {
    const waiting = await Promise.all(Array.from({ length: 16 }, () => desk.relation()));
    const relation = await desk.relation();
    await simulator.faults({ ...modify, kind: "hold", gate: "answer", when: "after", relationId: relation });
    await desk.setSwitch("paused", true);
    for (const id of waiting) await desk.change(id, { [ban]: true });
    const elder = desk.database.transaction((tx) =>
      tx
        .updateTable("change_set")
        .set({ applied_at: later(instant(Date.now()), -60_000) })
        .execute(),
    );
    await elder;
    await desk.cutOff();
    const last = await desk.change(relation, { [ban]: true });
    await desk.database.transaction((tx) =>
      tx
        .updateTable("operation")
        .set({ due_at: "2099-01-01T00:00:00.000Z" })
        .where("relation_id", "!=", relation)
        .execute(),
    );
    await desk.setSwitch("paused", false);
    desk.startExecutor();
    await simulator.event("effect", { relationId: relation });
    await desk.setSwitch("paused", true);
    await desk.database.transaction((tx) =>
      tx
        .updateTable("operation")
        .set({ due_at: instant(0) })
        .where("relation_id", "!=", relation)
        .execute(),
    );
    await simulator.release("answer");
    expect((await desk.until(last, isDone)).totals).toEqual({ verified: 1 });
    for (const id of waiting) expect(await writesOf(id)).toEqual([]);
  });

  it("does not hang on one row that cannot be read", async () => {
    const [bad, good] = [await desk.relation(), await desk.relation()];
    await desk.setSwitch("paused", true);
    const broken = await desk.change(bad, { [ban]: true });
    await desk.database.transaction((tx) =>
      tx.updateTable("operation").set({ codes: '["GONE"]' }).where("change_set_id", "=", broken).execute(),
    );
    await desk.setSwitch("paused", false);
    const set = await desk.change(good, { [ban]: true });
    expect((await desk.until(set, isDone)).totals).toEqual({ verified: 1 });
    expect(await writesOf(bad)).toEqual([]);
  });
});

describe("a pause", () => {
  it("holds what was being read before it was to be sent", async () => {
    const relation = await desk.relation();
    const hold = { operation: "QueryPermissionList", kind: "hold", gate: "pre-read", when: "before", times: 1 };
    await simulator.faults({ ...hold, relationId: relation });
    const set = await desk.change(relation, { [ban]: true });
    await simulator.event("held", { relationId: relation });
    await desk.setSwitch("paused", true);
    await simulator.release("pre-read");
    await expect.poll(async () => (await operationOf(set)).state).toBe("queued");
    expect(await writesOf(relation)).toEqual([]);
    await desk.setSwitch("paused", false);
    expect((await desk.until(set, isDone)).totals).toEqual({ verified: 1 });
  });

  it("holds what waits for its turn in the rate, with the intent on disk already", async () => {
    const [relation, busy] = [await desk.relation(), await desk.relation()];
    const hold = { operation: "QueryPermissionList", kind: "hold", when: "before" };
    await simulator.faults(
      { ...hold, gate: "pre-read", times: 1, relationId: relation },
      { ...hold, gate: "busy", times: 16, relationId: busy },
    );
    const before = (await simulator.calls(busy)).length;
    const set = await desk.change(relation, { [ban]: true });
    await simulator.event("held", { relationId: relation });
    // Fifteen of these take every other place; the sixteenth takes the one that the pre-read leaves.
    const others = Array.from({ length: 16 }, () => desk.sweep(busy));
    await expect.poll(async () => (await simulator.calls(busy)).length - before).toBe(15);
    await simulator.release("pre-read");
    await expect.poll(async () => (await operationOf(set)).state).toBe("sending");
    await desk.setSwitch("paused", true);
    await simulator.release("busy");
    await Promise.all(others);
    await expect.poll(async () => (await operationOf(set)).state).toBe("queued");
    expect(await writesOf(relation)).toEqual([]);
    await desk.setSwitch("paused", false);
    expect((await desk.until(set, isDone)).totals).toEqual({ verified: 1 });
  });
});

describe("the end of trying", () => {
  it("comes for queued work that has expired, without a request", async () => {
    const relation = await desk.relation();
    await desk.setSwitch("paused", true);
    const set = await desk.change(relation, { [ban]: true });
    await desk.database.transaction((tx) =>
      tx
        .updateTable("operation")
        .set({ expires_at: instant(0) })
        .execute(),
    );
    const view = await desk.until(set, isDone);
    expect(view.receipts[0]).toMatchObject({ outcome: "not_sent", reason: "expired" });
    expect(await writesOf(relation)).toEqual([]);
  });

  it("comes for a throttled change after ten minutes: it is read once more, and not sent again", async () => {
    const relation = await desk.relation();
    await simulator.faults({ ...modify, kind: "throttle", retryAfterMs: 1_000, relationId: relation });
    const set = await desk.change(relation, { [ban]: true });
    await desk.until(set, (it) => it.receipts[0]?.attempts[0]?.answer === "throttled");
    const longAgo = later(instant(Date.now()), -601_000);
    await desk.database.transaction((tx) =>
      tx.updateTable("operation").set({ first_sent_at: longAgo, due_at: longAgo }).execute(),
    );
    expect((await desk.until(set, isDone)).totals).toEqual({ refused: 1 });
    expect(await writesOf(relation)).toHaveLength(1);
  });

  it("comes when a person stops a throttled change: read once more, not sent again", async () => {
    const relation = await desk.relation();
    await simulator.faults({ ...modify, kind: "throttle", retryAfterMs: 1_000, relationId: relation });
    const set = await desk.change(relation, { [ban]: true });
    await desk.until(set, (it) => it.receipts[0]?.attempts[0]?.answer === "throttled");
    expect(await stopChangeSet(desk.as("requester"), { changeSetId: set })).toEqual({ stopped: 0, alreadySending: 1 });
    expect((await desk.until(set, isDone)).totals).toEqual({ no_effect: 1 });
    expect(await writesOf(relation)).toHaveLength(1);
  });
});

describe("storage that fails", () => {
  const places = {
    "the pre-read": "insert on observation",
    "the intent": "insert on attempt",
    "the answer": "update on attempt",
    "the outcome": "insert on settlement",
  };
  for (const [place, event] of Object.entries(places))
    it(`at ${place} costs time, and neither a second request nor a false receipt`, async () => {
      const relation = await desk.relation();
      const storage = await breakStorage(desk.database, event);
      const before = (await simulator.calls(relation)).length;
      const set = await desk.change(relation, { [ban]: true });
      await expect
        .poll(async () => (await simulator.calls(relation)).length, { timeout: 10_000 })
        .toBeGreaterThan(before + 1);
      await storage.mend();
      expect((await desk.until(set, isDone)).totals).toEqual({ verified: 1 });
      expect(await writesOf(relation)).toHaveLength(1);
    });
});
