import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ChangeSetView } from "@/lib/domain/views/change-set";
import { stopChangeSet } from "@/lib/services/changes/stop-change-set";
import { relationView } from "@/lib/services/relations/relation-view";
import { type ExecutorDesk, openExecutorDesk } from "@/lib/worker/testing/executor-desk";
import { type SimulatorProcess, startSimulator } from "@/lib/worker/testing/simulator-process";

const ban = "FORBID_WITHDRAW_CASH";
const isDone = (view: ChangeSetView) => view.status === "done";
const outcomeIs = (outcome: string) => (view: ChangeSetView) => view.receipts.every((it) => it.outcome === outcome);

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

describe("one change", () => {
  it("is verified by a read after the write, and the journal holds one request between two reads", async () => {
    const relation = await desk.relation();
    const set = await desk.change(relation, { [ban]: true });
    const { receipts, totals } = await desk.until(set, isDone);
    expect(totals).toEqual({ verified: 1 });
    expect(receipts[0]).toMatchObject({ before: [], after: [ban], causeProven: true, settlesAt: null });
    expect(receipts[0]?.attempts).toHaveLength(1);
    const calls = await simulator.calls(relation);
    expect(calls.slice(-3)).toEqual(["read", `ADD ${ban}`, "read"]);
    expect(await simulator.effects(relation)).toEqual([`ADD ${ban}`]);
  });

  it("takes a code off again, and shows both in the relation's history as ours", async () => {
    const relation = await desk.relation({ codes: [ban] });
    const set = await desk.change(relation, { [ban]: false });
    await desk.until(set, outcomeIs("verified"));
    expect(await simulator.effects(relation)).toEqual([`DELETE ${ban}`]);
    const view = await relationView(desk.as("requester"), { relationId: relation });
    expect(view.events.map(({ kind, direction }) => [kind, direction])).toEqual([["ours", "remove"]]);
    expect(view.codes.find(({ code }) => code === ban)?.status).toBe("off");
  });

  it("sends nothing where the wanted state holds already", async () => {
    const relation = await desk.relation();
    await simulator.console(relation, "ADD", [ban]);
    const set = await desk.change(relation, { [ban]: true });
    const { receipts } = await desk.until(set, outcomeIs("already_so"));
    expect(receipts[0]).toMatchObject({ before: [ban], after: null, attempts: [] });
    expect(await simulator.effects(relation)).toEqual([]);
  });

  it("is stale when somebody changed the relation elsewhere, and says that it was not us", async () => {
    const relation = await desk.relation();
    await simulator.console(relation, "ADD", ["CHECK_FINANCE_INFO"]);
    const set = await desk.change(relation, { [ban]: true });
    const view = await desk.until(set, isDone);
    expect(view.receipts[0]).toMatchObject({ outcome: "not_sent", reason: "stale", attempts: [] });
    expect(await simulator.effects(relation)).toEqual([]);
    const { events } = await relationView(desk.as("requester"), { relationId: relation });
    expect(events).toMatchObject([{ kind: "outside", code: "CHECK_FINANCE_INFO", direction: "add" }]);
  });
});

describe("an answer that proves nothing", () => {
  const one = { operation: "ModifyAccountRelation", times: 1 };

  it("never becomes verified when Success:true lied", async () => {
    const relation = await desk.relation();
    await simulator.faults({ ...one, kind: "lying_success", relationId: relation });
    const set = await desk.change(relation, { [ban]: true });
    const waiting = await desk.until(set, outcomeIs("not_confirmed"));
    expect(waiting.receipts[0]?.settlesAt).not.toBeNull();
    expect(waiting.receipts[0]).toMatchObject({ before: [], after: [] });
    const settled = await desk.until(set, isDone);
    expect(settled.totals).toEqual({ no_effect: 1 });
    expect(settled.receipts[0]?.settlements.map(({ outcome }) => outcome)).toEqual(["not_confirmed", "no_effect"]);
    expect((await simulator.calls(relation)).filter((call) => call !== "read")).toHaveLength(1);
  });

  for (const kind of ["status500_after", "reset_after", "truncated_body"])
    it(`is verified by read-back after ${kind}, with one request`, async () => {
      const relation = await desk.relation();
      await simulator.faults({ ...one, kind, relationId: relation });
      const set = await desk.change(relation, { [ban]: true });
      const view = await desk.until(set, isDone);
      expect(view.totals).toEqual({ verified: 1 });
      expect(view.receipts[0]?.attempts.map(({ answer }) => answer)).toEqual(["ambiguous"]);
      expect(await simulator.effects(relation)).toEqual([`ADD ${ban}`]);
    });

  it("settles without effect when it was reset before, and is not sent again", async () => {
    const relation = await desk.relation();
    await simulator.faults({ ...one, kind: "reset_before", relationId: relation });
    const set = await desk.change(relation, { [ban]: true });
    const view = await desk.until(set, isDone);
    expect(view.totals).toEqual({ no_effect: 1 });
    expect((await simulator.calls(relation)).filter((call) => call !== "read")).toHaveLength(1);
  });

  it("is verified later when the effect comes after the read-back's bound", async () => {
    const relation = await desk.relation();
    await simulator.faults({ ...one, kind: "effect_delayed", ms: 900, relationId: relation });
    const set = await desk.change(relation, { [ban]: true });
    const view = await desk.until(set, isDone);
    expect(view.receipts[0]?.settlements.map(({ outcome }) => outcome)).toEqual(["not_confirmed", "verified"]);
  });

  it("is told apart from drift when the effect comes after it was settled", async () => {
    const relation = await desk.relation();
    await simulator.faults({ ...one, kind: "lying_success", relationId: relation });
    const set = await desk.change(relation, { [ban]: true });
    expect((await desk.until(set, isDone)).totals).toEqual({ no_effect: 1 });
    // Seen from here, somebody else's change and a request that took effect late look the same.
    await simulator.console(relation, "ADD", [ban]);
    await desk.sweep(relation);
    const view = await desk.view(set);
    expect(view.receipts[0]?.settlements.at(-1)).toMatchObject({ outcome: "no_effect", note: "late_effect" });
    const { events } = await relationView(desk.as("requester"), { relationId: relation });
    expect(events).toMatchObject([{ kind: "late_effect", code: ban, changeSetId: set }]);
  });

  it("is refused, with upstream's code, when upstream says no", async () => {
    const relation = await desk.relation();
    await simulator.faults({ ...one, kind: "refuse", code: "NotAuthorized", status: 403, relationId: relation });
    const set = await desk.change(relation, { [ban]: true });
    const view = await desk.until(set, isDone);
    expect(view.totals).toEqual({ refused: 1 });
    expect(view.receipts[0]?.attempts[0]).toMatchObject({ answer: "refused", code: "NotAuthorized", status: 403 });
  });

  it("is tried again under the same RequestId when throttled, each time after a new pre-read", async () => {
    const relation = await desk.relation();
    await simulator.faults({ ...one, times: 2, kind: "throttle", retryAfterMs: 20, relationId: relation });
    const set = await desk.change(relation, { [ban]: true });
    const view = await desk.until(set, isDone);
    expect(view.totals).toEqual({ verified: 1 });
    expect(view.receipts[0]?.attempts.map(({ answer }) => answer)).toEqual(["throttled", "throttled", "accepted"]);
    expect(new Set(view.receipts[0]?.attempts.map(({ requestIdSent }) => requestIdSent)).size).toBe(1);
    const calls = (await simulator.calls(relation)).slice(1);
    expect(calls).toEqual(["read", `ADD ${ban}`, "read", `ADD ${ban}`, "read", `ADD ${ban}`, "read"]);
    expect(await simulator.effects(relation)).toHaveLength(1);
  });
});

describe("the member's part", () => {
  const waitingSet = async () => {
    await simulator.switches({ changeConfirming: "always" });
    const relation = await desk.relation();
    const set = await desk.change(relation, { [ban]: true, CHECK_FINANCE_INFO: true });
    const has = (view: ChangeSetView, wanted: string) => view.receipts.some(({ outcome }) => outcome === wanted);
    // The rest is held back a moment later: a member who was quicker would let it go.
    const view = await desk.until(set, (it) => has(it, "awaiting_member") && has(it, "not_sent"));
    return { relation, set, view };
  };

  it("freezes the relation, holds the rest back, and ends verified when the member accepts", async () => {
    const { relation, set } = await waitingSet();
    const frozen = await relationView(desk.as("requester"), { relationId: relation });
    expect(new Set(frozen.codes.map(({ blocked }) => blocked))).toEqual(new Set(["waiting_for_member"]));
    await simulator.member(relation, "accept");
    const view = await desk.until(set, isDone);
    expect(view.totals).toEqual({ verified: 1, not_sent: 1 });
    expect(view.receipts.find(({ outcome }) => outcome === "not_sent")).toMatchObject({
      code: "CHECK_FINANCE_INFO",
      reason: "held_back",
    });
  });

  it("ends declined when the member declines", async () => {
    const { relation, set } = await waitingSet();
    await simulator.member(relation, "decline");
    expect((await desk.until(set, isDone)).totals).toEqual({ declined_by_member: 1, not_sent: 1 });
  });

  it("ends without effect when the member leaves", async () => {
    const { relation, set } = await waitingSet();
    await simulator.member(relation, "unlink");
    expect((await desk.until(set, isDone)).totals).toEqual({ no_effect: 1, not_sent: 1 });
  });
});

describe("the order of several changes", () => {
  it("tightens before it loosens", async () => {
    const relation = await desk.relation({ codes: ["CHECK_TARGET_CONSUMPTION"] });
    const set = await desk.change(relation, { [ban]: true, CHECK_FINANCE_INFO: true, CHECK_TARGET_CONSUMPTION: false });
    expect((await desk.until(set, isDone)).totals).toEqual({ verified: 3 });
    expect(await simulator.effects(relation)).toEqual([
      "DELETE CHECK_TARGET_CONSUMPTION",
      `ADD ${ban}`,
      "ADD CHECK_FINANCE_INFO",
    ]);
  });

  it("holds back what loosens when what tightens is not verified", async () => {
    const relation = await desk.relation();
    await simulator.faults({
      operation: "ModifyAccountRelation",
      kind: "refuse",
      code: "NotAuthorized",
      status: 403,
      relationId: relation,
      times: 1,
    });
    const set = await desk.change(relation, { [ban]: true, CHECK_FINANCE_INFO: true });
    const view = await desk.until(set, isDone);
    expect(view.totals).toEqual({ refused: 1, not_sent: 1 });
    expect(view.receipts.find(({ code }) => code === "CHECK_FINANCE_INFO")?.reason).toBe("held_back");
    expect(await simulator.effects(relation)).toEqual([]);
  });
});

describe("stopping", () => {
  it("waits while writes are paused, and goes on afterwards", async () => {
    const relation = await desk.relation();
    await desk.setSwitch("paused", true);
    const set = await desk.change(relation, { [ban]: true });
    expect((await desk.view(set)).receipts[0]).toMatchObject({ progress: "queued", waiting: "paused" });
    await desk.setSwitch("paused", false);
    await desk.until(set, outcomeIs("verified"));
    expect(await simulator.effects(relation)).toHaveLength(1);
  });

  it("sends nothing that was still waiting when a person stops it", async () => {
    const relation = await desk.relation();
    await desk.setSwitch("paused", true);
    const set = await desk.change(relation, { [ban]: true });
    expect(await stopChangeSet(desk.as("requester"), { changeSetId: set })).toEqual({ stopped: 1, alreadySending: 0 });
    await desk.setSwitch("paused", false);
    const view = await desk.until(set, isDone);
    expect(view.receipts[0]).toMatchObject({ outcome: "not_sent", reason: "cancelled" });
    expect((await simulator.calls(relation)).filter((call) => call !== "read")).toEqual([]);
  });

  it("reads back and never sends again what was being sent when the process died", async () => {
    const relation = await desk.relation();
    await simulator.faults({
      operation: "ModifyAccountRelation",
      kind: "hold",
      gate: "answer",
      when: "after",
      relationId: relation,
      times: 1,
    });
    const set = await desk.change(relation, { [ban]: true });
    await simulator.event("effect", { relationId: relation });
    const operation = () => desk.database.read.selectFrom("operation").select("state").executeTakeFirstOrThrow();
    expect(await operation()).toEqual({ state: "sending" });
    // The lease runs out while the process is as good as dead; a second executor takes over.
    await desk.database.transaction((tx) =>
      tx.updateTable("lease").set({ owner: "the dead", deadline: "1970-01-01T00:00:00.000Z" }).execute(),
    );
    desk.startExecutor();
    await expect.poll(operation).not.toEqual({ state: "sending" });
    await simulator.release("answer");
    const view = await desk.until(set, isDone);
    expect(view.totals).toEqual({ verified: 1 });
    expect((await simulator.calls(relation)).filter((call) => call !== "read")).toHaveLength(1);
    // The late answer of the one before is beside the attempt, and decided nothing.
    const late = () =>
      desk.database.read
        .selectFrom("audit")
        .innerJoin("attempt", (join) => join.onTrue())
        .select(["attempt.answer", "attempt.ambiguity", "attempt.code"])
        .where("audit.action", "=", "operation.answered_late")
        .execute();
    await expect.poll(late).toEqual([{ answer: "ambiguous", ambiguity: "crash", code: "200" }]);
  });
});
