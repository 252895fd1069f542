import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CalibrationView } from "@/lib/domain/views/member";
import { confirmCalibration, startCalibration } from "@/lib/services/calibration/run-calibration";
import { setWanted } from "@/lib/services/changes/set-wanted";
import { stopChangeSet } from "@/lib/services/changes/stop-change-set";
import { relationView } from "@/lib/services/relations/relation-view";
import { begunCalibration } from "@/lib/services/testing/begun-calibration";
import { type ExecutorDesk, openExecutorDesk } from "@/lib/worker/testing/executor-desk";
import { type SimulatorProcess, startSimulator } from "@/lib/worker/testing/simulator-process";

const ban = "FORBID_WITHDRAW_CASH";

let simulator: SimulatorProcess;
let desk: ExecutorDesk;

beforeAll(async () => {
  simulator = await startSimulator({ twins: "opaque" });
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

describe("a calibration", () => {
  const start = async (wanted: Readonly<Record<string, unknown>> = { codes: ["CHECK_FINANCE_INFO"] }) => {
    const relation = await desk.relation(wanted);
    const { changeSetId } = await begunCalibration(desk.as("administrator"), {
      relationId: relation,
      code: ban,
      reason: "find the pair",
    });
    const view = async (): Promise<CalibrationView | null> =>
      (await relationView(desk.as("administrator"), { relationId: relation })).calibration;
    return { relation, changeSetId, view };
  };
  const codeOf = async (relationId: Awaited<ReturnType<typeof start>>["relation"]) =>
    (await relationView(desk.as("requester"), { relationId })).codes.find(({ code }) => code === ban);

  it("finds the pair of a code, after which the code can be changed although others stay unmapped", async () => {
    const { relation, changeSetId, view } = await start();
    await desk.until(changeSetId, (it) => it.status === "done");
    const proposed = await view();
    expect(proposed?.step).toBe("proposed");
    expect(await codeOf(relation)).toMatchObject({ status: "unknown", blocked: "unknown_unmapped" });

    const confirmed = await confirmCalibration(desk.as("administrator"), { calibrationId: proposed?.id ?? "" });
    const removed = await desk.until(confirmed.changeSetId, (it) => it.status === "done");
    expect(removed.totals).toEqual({ verified: 1 });
    expect((await view())?.step).toBe("confirmed");
    expect(await simulator.effects(relation)).toEqual([`ADD ${ban}`, `DELETE ${ban}`]);

    await desk.sweep(relation);
    expect(await codeOf(relation)).toMatchObject({ status: "off", blocked: null });
    const story = await desk.change(relation, { [ban]: true });
    expect((await desk.until(story, (it) => it.status === "done")).totals).toEqual({ verified: 1 });
    expect(await codeOf(relation)).toMatchObject({ status: "on", source: "alias", rawCode: proposed?.proposedRaw });
  });

  it("fails, and proposes nothing, when nothing appears", async () => {
    const relation = await desk.relation();
    await simulator.faults({
      operation: "ModifyAccountRelation",
      kind: "lying_success",
      relationId: relation,
      times: 1,
    });
    const { changeSetId } = await begunCalibration(desk.as("administrator"), {
      relationId: relation,
      code: ban,
      reason: "find the pair",
    });
    await desk.until(changeSetId, (it) => it.status === "done");
    const { calibration } = await relationView(desk.as("administrator"), { relationId: relation });
    expect(calibration).toMatchObject({ step: "failed", failure: "no_effect", proposedRaw: null });
  });

  it("leaves codes that it did not calibrate unknown and out of reach", async () => {
    const relation = await desk.relation({ codes: ["CHECK_FINANCE_INFO"] });
    const context = desk.as("requester");
    await expect(setWanted(context, { relationId: relation, code: ban, wanted: true })).rejects.toMatchObject({
      code: "change_blocked",
    });
  });

  it("does not begin beside a change of the relation that may still take effect", async () => {
    const relation = await desk.relation({ codes: [] });
    await simulator.faults({
      operation: "ModifyAccountRelation",
      kind: "lying_success",
      relationId: relation,
      times: 1,
    });
    const set = await desk.change(relation, { CHECK_FINANCE_INFO: true });
    await desk.until(set, (it) => it.receipts[0]?.outcome === "not_confirmed");
    const input = { relationId: relation, code: ban, reason: "find the pair" } as const;
    await expect(startCalibration(desk.as("administrator"), input)).rejects.toMatchObject({ code: "change_blocked" });
  });

  it("is the administrator's alone", async () => {
    const relation = await desk.relation();
    const input = { relationId: relation, code: ban, reason: "find the pair" } as const;
    await expect(startCalibration(desk.as("requester"), input)).rejects.toMatchObject({ code: "forbidden" });
  });

  it("adopts no alias when its throttled removal was overtaken by somebody else's change", async () => {
    const { relation, changeSetId, view } = await start({});
    await desk.until(changeSetId, (it) => it.status === "done");
    const fault = { operation: "ModifyAccountRelation", times: 1, kind: "throttle", retryAfterMs: 400 };
    await simulator.faults({ ...fault, relationId: relation });
    const confirmed = await confirmCalibration(desk.as("administrator"), { calibrationId: (await view())?.id ?? "" });
    await desk.until(confirmed.changeSetId, (it) => it.receipts[0]?.attempts[0]?.answer === "throttled");
    await simulator.console(relation, "ADD", ["CHECK_FINANCE_INFO"]);
    await desk.until(confirmed.changeSetId, (it) => it.status === "done");
    expect((await simulator.relation(relation)).codes).toContain(ban);
    expect(await view()).toMatchObject({ step: "failed" });
    expect(await desk.database.read.selectFrom("alias").selectAll().execute()).toEqual([]);
  });

  it("ends when its request is stopped, so that another can begin", async () => {
    await desk.setSwitch("paused", true);
    const { changeSetId, view } = await start();
    await stopChangeSet(desk.as("requester"), { changeSetId });
    await desk.until(changeSetId, (it) => it.status === "done");
    expect(await view()).toMatchObject({ step: "failed", failure: "not_sent" });
    const rows = await desk.database.read.selectFrom("calibration").select("ended_at").execute();
    expect(rows.every(({ ended_at }) => ended_at !== null)).toBe(true);
  });
});
