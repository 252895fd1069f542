import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createGateway } from "@/lib/bss/gateway";
import { waitForSignal } from "@/lib/db/signal";
import { millis, type RelationId } from "@/lib/domain/ids";
import type { PermissionCode } from "@/lib/domain/permission-catalogue";
import type { ChangeSetView } from "@/lib/domain/views/change-set";
import { checkNow } from "@/lib/services/members/check-now";
import { type ExecutorDesk, openExecutorDesk } from "@/lib/worker/testing/executor-desk";
import { type SimulatorProcess, startSimulator } from "@/lib/worker/testing/simulator-process";
import { uid } from "@/lib/worker/testing/temp-desk";

const ban = "FORBID_WITHDRAW_CASH";
const modify = { operation: "ModifyAccountRelation", times: 1 };
const isDone = (view: ChangeSetView) => view.status === "done";
const outcomeOf = (view: ChangeSetView) => view.receipts[0]?.outcome;

let simulator: SimulatorProcess;
let desk: ExecutorDesk;

beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.close());
afterEach(async () => {
  await desk.close();
  await simulator.reset();
});

async function open(more: Parameters<typeof openExecutorDesk>[1] = {}): Promise<void> {
  desk = await openExecutorDesk(simulator, more);
  desk.startExecutor();
}

/** Somebody else with the same keys changes the relation through the same API. */
async function somebodyAdds(relationId: RelationId, codes: readonly PermissionCode[]): Promise<void> {
  const endpoint = { protocol: "http", host: `127.0.0.1:${simulator.port}` } as const;
  const payer = uid(simulator.payerUid);
  const other = createGateway({
    payer,
    endpoint,
    stsEndpoint: endpoint,
    callTimeoutMs: 5_000,
    ratePerSecond: 100,
    concurrency: 4,
    credentials: { kind: "key", accessKeyId: "demo-payer", accessKeySecret: "demo-secret" },
  });
  const { memberUid } = await simulator.relation(relationId);
  const command = { relationId, payer, member: uid(memberUid), verb: "ADD", codes, requestId: "somebody" } as const;
  expect((await other.modifyAccountRelation(command, { fence: () => true })).kind).toBe("accepted");
}

describe("a throttled change whose relation moved meanwhile", () => {
  it("is not verified while the relation waits for its member about somebody else's change", async () => {
    await open();
    await simulator.switches({ changeConfirming: "always", showSet: "new" });
    const relation = await desk.relation();
    await simulator.faults({ ...modify, kind: "throttle", retryAfterMs: 400, relationId: relation });
    const set = await desk.change(relation, { [ban]: true });
    await desk.until(set, (it) => it.receipts[0]?.attempts[0]?.answer === "throttled");
    await somebodyAdds(relation, [ban, "CHECK_FINANCE_INFO"]);
    expect(outcomeOf(await desk.until(set, (it) => outcomeOf(it) !== null))).toBe("refused");
  });

  it("is verified without proof of cause when the throttled request took effect after all", async () => {
    await open();
    const relation = await desk.relation();
    await simulator.faults({ ...modify, kind: "throttle", retryAfterMs: 300, effectDelayMs: 50, relationId: relation });
    const set = await desk.change(relation, { [ban]: true });
    const { receipts } = await desk.until(set, isDone);
    expect(receipts[0]).toMatchObject({ outcome: "verified", causeProven: false });
  });
});

describe("codes of one request", () => {
  it("are decided one by one: what was seen verified stays so, whatever becomes of the other", async () => {
    await open();
    await simulator.switches({ partialAcceptance: "first_only" });
    const relation = await desk.relation();
    const set = await desk.change(relation, { [ban]: true, FORBID_MANAGE_INVOICE: true });
    const outcomes = (view: ChangeSetView) => view.receipts.map(({ code, outcome }) => [code, outcome]);
    const half = await desk.until(set, ({ receipts }) => receipts.every(({ outcome }) => outcome !== null));
    expect(outcomes(half)).toEqual([
      [ban, "verified"],
      ["FORBID_MANAGE_INVOICE", "not_confirmed"],
    ]);
    await simulator.console(relation, "DELETE", [ban]);
    expect(outcomes(await desk.until(set, isDone))).toEqual([
      [ban, "verified"],
      ["FORBID_MANAGE_INVOICE", "no_effect"],
    ]);
  });
});

describe("a read that contradicts what was verified a moment ago", () => {
  const flapping = { ...modify, kind: "flapping_visibility", reads: 3 };

  it("is not taken for the wanted state", async () => {
    await open({ visibilityLagMs: 1_000 });
    const relation = await desk.relation();
    await simulator.faults({ ...flapping, relationId: relation });
    await desk.until(await desk.change(relation, { [ban]: true }), isDone);
    const view = await desk.until(await desk.change(relation, { [ban]: false }), isDone);
    expect(outcomeOf(view)).toBe("verified");
    expect(await simulator.effects(relation)).toEqual([`ADD ${ban}`, `DELETE ${ban}`]);
  });

  it("does not make the rest of a change set stale", async () => {
    await open({ visibilityLagMs: 1_000 });
    const relation = await desk.relation();
    await simulator.faults({ ...flapping, relationId: relation });
    const set = await desk.change(relation, { [ban]: true, CHECK_FINANCE_INFO: true });
    expect((await desk.until(set, isDone)).totals).toEqual({ verified: 2 });
  });
});

describe("a member's answer", () => {
  it("is called a refusal only after two reads a visibility lag apart, however often somebody checks", async () => {
    await open({ visibilityLagMs: 1_000, memberRecheckMs: 60_000 });
    await simulator.switches({ changeConfirming: "always" });
    const relation = await desk.relation();
    const set = await desk.change(relation, { [ban]: true });
    await desk.until(set, (it) => outcomeOf(it) === "awaiting_member");
    await simulator.member(relation, "decline");
    while (!isDone(await desk.view(set))) {
      await checkNow(desk.as("requester"), { relationIds: [relation] });
      await waitForSignal("changed", 50);
    }
    const view = await desk.view(set);
    expect(outcomeOf(view)).toBe("declined_by_member");
    const reads = await desk.database.read
      .selectFrom("observation")
      .select("began_at")
      .where("relation_id", "=", relation)
      .where("cause", "=", "settle")
      .where("body", "like", '%"RELATED"%')
      .orderBy("began_at")
      .execute();
    const decidedAt = view.receipts[0]?.readAt;
    if (!decidedAt) throw new Error("no deciding read");
    expect(millis(decidedAt) - Date.parse(reads[0]?.began_at ?? "")).toBeGreaterThanOrEqual(1_000);
  });

  it("ends, as not confirmed, when an unmapped code clouds what it did", async () => {
    await open();
    await simulator.switches({ changeConfirming: "always" });
    const relation = await desk.relation({ codes: [ban] });
    const set = await desk.change(relation, { [ban]: false });
    await desk.until(set, (it) => outcomeOf(it) === "awaiting_member");
    await simulator.console(relation, "ADD", ["brand_new_code"]);
    await simulator.member(relation, "accept");
    expect((await desk.until(set, isDone)).totals).toEqual({ not_confirmed: 1 });
  });

  it("to somebody else's change does not make a refused one of ours anything but refused", async () => {
    await open();
    await simulator.switches({ changeConfirming: "always" });
    const relation = await desk.relation();
    await simulator.faults({ ...modify, kind: "hold", gate: "sending", when: "before", relationId: relation });
    const set = await desk.change(relation, { [ban]: true });
    await simulator.event("held", { relationId: relation });
    await somebodyAdds(relation, ["CHECK_FINANCE_INFO"]);
    await simulator.release("sending");
    expect(outcomeOf(await desk.until(set, isDone))).toBe("refused");
  });

  it("to somebody else's change does not settle an ambiguous one of ours before its window is over", async () => {
    await open({ settleMs: 3_000 });
    await simulator.switches({ changeConfirming: "always" });
    const relation = await desk.relation();
    await simulator.faults({ ...modify, kind: "reset_before", relationId: relation });
    const set = await desk.change(relation, { [ban]: true });
    await desk.until(set, (it) => it.receipts[0]?.attempts[0]?.answer === "ambiguous");
    await somebodyAdds(relation, ["CHECK_FINANCE_INFO"]);
    await desk.until(set, (it) => outcomeOf(it) === "awaiting_member");
    await simulator.member(relation, "decline");
    const view = await desk.until(set, isDone);
    expect(outcomeOf(view)).toBe("no_effect");
    const { readAt, attempts } = view.receipts[0] ?? {};
    expect(Date.parse(readAt ?? "") - Date.parse(attempts?.[0]?.sentAt ?? "")).toBeGreaterThanOrEqual(3_000);
  });
});

describe("a relation that cannot be read", () => {
  it("does not keep its change open for ever", async () => {
    await open();
    const relation = await desk.relation();
    await simulator.faults({ ...modify, kind: "lying_success", relationId: relation });
    const set = await desk.change(relation, { [ban]: true });
    await desk.until(set, (it) => outcomeOf(it) === "not_confirmed");
    const refuse = { kind: "refuse", code: "InvalidParameter", status: 400 };
    await simulator.faults({ ...refuse, operation: "QueryPermissionList", relationId: relation });
    expect((await desk.until(set, isDone)).totals).toEqual({ not_confirmed: 1 });
  });

  it("for what is wrong with the key only waits until the key is right", async () => {
    await open();
    const relation = await desk.relation();
    const refuse = { kind: "refuse", code: "InvalidTimeStamp.Expired", status: 400, times: 1 };
    await simulator.faults({ ...refuse, operation: "QueryPermissionList", relationId: relation });
    const set = await desk.change(relation, { [ban]: true });
    expect((await desk.until(set, isDone)).totals).toEqual({ verified: 1 });
  });

  it("because we shut down is not called unreachable", async () => {
    await open();
    const relation = await desk.relation();
    const hold = { operation: "QueryPermissionList", kind: "hold", gate: "pre-read", when: "before", times: 1 };
    await simulator.faults({ ...hold, relationId: relation });
    const set = await desk.change(relation, { [ban]: true });
    await simulator.event("held", { relationId: relation });
    await desk.cutOff();
    await simulator.release("pre-read");
    expect((await desk.view(set)).receipts[0]).toMatchObject({ waiting: null, preReadError: null });
    desk.startExecutor();
    expect((await desk.until(set, isDone)).totals).toEqual({ verified: 1 });
  });
});
