import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { instant, later, parseUid, type RelationId } from "@/lib/domain/ids";
import type { ChangeSetView } from "@/lib/domain/views/change-set";
import { needsAttention } from "@/lib/services/attention/needs-attention";
import { startDueReversals } from "@/lib/services/changes/start-due-reversals";
import { disablePerson } from "@/lib/services/people/shut-out";
import { relationView } from "@/lib/services/relations/relation-view";
import { createLogger } from "@/lib/telemetry/logger";
import { type ExecutorDesk, openExecutorDesk } from "@/lib/worker/testing/executor-desk";
import { type SimulatorProcess, startSimulator } from "@/lib/worker/testing/simulator-process";

const ban = "FORBID_WITHDRAW_CASH";
const isDone = (view: ChangeSetView) => view.status === "done";
const inAnHour = () => ({ until: instant(Date.now() + 3_600_000) });

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

/** Its moment was so long ago. */
const cameToItsEnd = (changeSetId: string, agoMs = 1_000) =>
  desk.database.transaction((tx) =>
    tx
      .updateTable("reversal")
      .set({ due_at: later(instant(Date.now()), -agoMs), look_at: later(instant(Date.now()), -agoMs) })
      .where("change_set_id", "=", changeSetId)
      .execute(),
  );
/** Looks for what is due, as if so much later. */
const start = (aheadMs = 0) => {
  const payer = parseUid(simulator.payerUid);
  if (!payer) throw new Error("no payer");
  return startDueReversals({
    database: desk.database,
    payer,
    freshForMs: 86_400_000,
    now: () => Date.now() + aheadMs,
    logger: createLogger("silent"),
  });
};
const stateOf = async (changeSetId: string) => (await desk.view(changeSetId)).end?.counts;
const reversalOf = async (changeSetId: string) => {
  const row = await desk.database.read
    .selectFrom("reversal")
    .select("reversal_set_id")
    .where("change_set_id", "=", changeSetId)
    .executeTakeFirstOrThrow();
  if (!row.reversal_set_id) throw new Error("nothing was asked for");
  return row.reversal_set_id;
};
/** A ban that is lifted until a moment. */
async function lifted(): Promise<{ relation: RelationId; set: string }> {
  const relation = await desk.relation({ codes: [ban] });
  const set = await desk.change(relation, { [ban]: false }, inAnHour());
  await desk.until(set, isDone);
  return { relation, set };
}

it("what was changed until a moment is changed back then, with a receipt of its own", async () => {
  const { relation, set } = await lifted();
  expect(await start()).toBe(0);
  expect(await stateOf(set)).toEqual({ scheduled: 1 });
  await cameToItsEnd(set);
  expect(await start()).toBe(1);
  expect(await start()).toBe(0);
  const reversal = await desk.until(await reversalOf(set), isDone);
  expect(reversal).toMatchObject({
    purpose: "reversal",
    totals: { verified: 1 },
    reverses: { changeSetId: set },
    reason: "agreed with the member",
  });
  expect(await stateOf(set)).toEqual({ started: 1 });
  expect(await simulator.effects(relation)).toEqual([`DELETE ${ban}`, `ADD ${ban}`]);
});

it("it runs when whoever asked has left, and says how late it is", async () => {
  const { set } = await lifted();
  const author = { person: null, system: "cli", payerUid: null, correlationId: "r" };
  await disablePerson({ database: desk.database, author }, "requester@test.example");
  await cameToItsEnd(set, 20 * 60_000);
  expect((await needsAttention(desk.as("viewer"))).lateEnds).toMatchObject({ count: 1, items: [{ code: ban }] });
  await start();
  const reversal = await desk.until(await reversalOf(set), isDone);
  expect(reversal.totals).toEqual({ verified: 1 });
  expect(reversal.reverses?.lateMs).toBeGreaterThan(19 * 60_000);
  expect((await needsAttention(desk.as("viewer"))).lateEnds.count).toBe(0);
});

it("it does not start when the first half had no effect", async () => {
  const relation = await desk.relation();
  await simulator.faults({
    kind: "refuse",
    code: "NotApplicable",
    status: 409,
    operation: "ModifyAccountRelation",
    relationId: relation,
  });
  const set = await desk.change(relation, { [ban]: true }, inAnHour());
  await desk.until(set, isDone);
  await cameToItsEnd(set);
  expect(await start()).toBe(1);
  expect(await stateOf(set)).toEqual({ not_needed: 1 });
  expect(await simulator.effects(relation)).toEqual([]);
});

it("it does not start when the code was changed again later, and waits while that is under way", async () => {
  const { relation, set } = await lifted();
  await desk.cutOff();
  const undo = await desk.change(relation, { [ban]: true });
  await cameToItsEnd(set);
  expect(await start()).toBe(0);
  desk.startExecutor();
  await desk.until(undo, isDone);
  expect(await start()).toBe(0);
  expect(await start(20_000)).toBe(1);
  expect(await stateOf(set)).toEqual({ superseded: 1 });
  expect(await simulator.effects(relation)).toEqual([`DELETE ${ban}`, `ADD ${ban}`]);
});

it("it waits while writes are paused, and asks for nothing that is so already", async () => {
  const relation = await desk.relation();
  const set = await desk.change(relation, { [ban]: true }, inAnHour());
  await desk.until(set, isDone);
  await cameToItsEnd(set);
  await desk.setSwitch("paused", true);
  expect(await start()).toBe(0);
  await cameToItsEnd(set);
  await desk.setSwitch("paused", false);
  await simulator.console(relation, "DELETE", [ban]);
  // A read within the visibility lag of what was verified is kept as history only.
  await expect
    .poll(async () => {
      await desk.sweep(relation);
      const { codes } = await relationView(desk.as("viewer"), { relationId: relation });
      return codes.find(({ code }) => code === ban)?.status;
    })
    .toBe("off");
  expect(await start()).toBe(1);
  expect(await stateOf(set)).toEqual({ already_so: 1 });
  expect(await simulator.effects(relation)).toEqual([`ADD ${ban}`]);
});

it("it goes on when whoever asked is shut out while it is under way", async () => {
  const { set } = await lifted();
  await desk.database.transaction(async (tx) => {
    await tx.updateTable("change_set").set({ approval_id: "agreed" }).where("id", "=", set).execute();
    const row = {
      id: "agreed",
      payer_uid: simulator.payerUid,
      kind: "change_set",
      subject_id: set,
      payload: "{}",
      hash: "",
    };
    const asked = { requested_by: "requester", reason: "", requested_at: "", expires_at: "", correlation_id: "" };
    const decided = {
      status: "approved",
      decided_by: null,
      decided_at: null,
      decision_reason: null,
      void_reason: null,
    };
    const { id: requested_by } = await tx.selectFrom("person").select("id").executeTakeFirstOrThrow();
    await tx
      .insertInto("approval")
      .values({ ...row, ...asked, ...decided, requested_by })
      .execute();
  });
  await desk.cutOff();
  await cameToItsEnd(set);
  expect(await start()).toBe(1);
  const author = { person: null, system: "cli", payerUid: null, correlationId: "r" };
  await disablePerson({ database: desk.database, author }, "requester@test.example");
  desk.startExecutor();
  expect((await desk.until(await reversalOf(set), isDone)).totals).toEqual({ verified: 1 });
});

it("what was asked for and not sent is asked for again; a relation that has ended has nothing to reverse", async () => {
  const { relation, set } = await lifted();
  await cameToItsEnd(set);
  await desk.cutOff();
  expect(await start()).toBe(1);
  // Somebody changes the relation elsewhere before the request.
  await simulator.console(relation, "ADD", ["CHECK_FINANCE_INFO"]);
  desk.startExecutor();
  const stale = await desk.until(await reversalOf(set), isDone);
  expect(stale.receipts[0]).toMatchObject({ outcome: "not_sent", reason: "stale" });
  await start();
  expect(await stateOf(set)).toEqual({ scheduled: 1 });
  await desk.database.transaction((tx) =>
    tx.updateTable("relation").set({ state: "CONNECTION_CANCELED" }).where("relation_id", "=", relation).execute(),
  );
  expect(await start(20_000)).toBe(1);
  expect(await stateOf(set)).toEqual({ relation_ended: 1 });
});

it("a short change inside of a longer one does not keep the longer one's end from coming", async () => {
  const { relation, set } = await lifted();
  const inner = await desk.change(relation, { [ban]: true }, inAnHour());
  await desk.until(inner, isDone);
  await cameToItsEnd(set);
  expect(await start()).toBe(0);
  await cameToItsEnd(inner);
  expect(await start()).toBe(1);
  await desk.until(await reversalOf(inner), isDone);
  await cameToItsEnd(set);
  expect(await start()).toBe(1);
  await desk.until(await reversalOf(set), isDone);
  expect(await simulator.effects(relation)).toEqual([`DELETE ${ban}`, `ADD ${ban}`, `DELETE ${ban}`, `ADD ${ban}`]);
});

it("an end is ahead, and at most a year", async () => {
  const relation = await desk.relation();
  for (const ms of [-1, 400 * 86_400_000])
    await expect(desk.change(relation, { [ban]: true }, { until: instant(Date.now() + ms) })).rejects.toMatchObject({
      code: "bad_input",
      fields: ["until"],
    });
});
