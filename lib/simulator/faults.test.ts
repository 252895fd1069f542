import { describe, expect, it } from "vitest";
import { ManualClock } from "@/lib/simulator/testing/manual-clock";
import { type RawAnswer, type RawCall, rawCall } from "@/lib/simulator/testing/raw-client";
import { type TestSimulator, testSimulator } from "@/lib/simulator/testing/test-simulator";

const CASH = "FORBID_WITHDRAW_CASH";
const ADD = { RelationOperation: "ADD", RequestId: "r-1", "PermissionCodes.1": CASH };

/** A simulator with one relation without codes, and the three things that a client does with it. */
async function scene(options: Parameters<typeof testSimulator>[0] = {}) {
  const simulator = await testSimulator(options);
  const { relationId } = await simulator.mint();
  const clock = options.clock;
  const dated = clock ? { date: `${new Date(clock.now()).toISOString().slice(0, 19)}Z` } : {};
  const call = (more: RawCall) => rawCall(simulator.port, { ...dated, ...more });
  return {
    ...simulator,
    relationId,
    add: (more: Partial<RawCall> = {}) =>
      call({ action: "ModifyAccountRelation", params: { ...ADD, RelationId: relationId }, ...more }),
    read: () => call({ params: { RelationId: relationId } }),
    /** What is really on. */
    truth: async () => (await simulator.relation(relationId)).codes,
    /** What a read shows. */
    shown: async () => {
      const { text } = await call({ params: { RelationId: relationId } });
      return Array.from(text.matchAll(/"PermissionCode":"([^"]+)"/g), ([, code]) => code);
    },
    events: (...names: string[]) =>
      simulator
        .journalLines()
        .filter((line) => line.relationId === relationId && line.verb !== "MINT" && line.by !== "door")
        .map((line) => line.event)
        .filter((name) => names.length === 0 || names.includes(name)),
  };
}

const codeIn = (answer: RawAnswer) => /"Code":"([^"]+)"/.exec(answer.text)?.[1] ?? null;

describe("a fault of one answer", () => {
  const plain: readonly (readonly [object, number, string | null, boolean])[] = [
    [{ kind: "status503" }, 503, "ServiceUnavailable", false],
    [{ kind: "status500_before" }, 500, "InternalError", false],
    [{ kind: "status500_after" }, 500, "InternalError", true],
    [{ kind: "lying_success" }, 200, "200", false],
    [{ kind: "success_with_error_code" }, 200, "SYSTEM_ERROR", false],
    [{ kind: "success_with_error_code", code: "EFC.Busy" }, 200, "EFC.Busy", false],
    [{ kind: "throttle", retryAfterMs: 250 }, 503, "Throttling.User", false],
    [{ kind: "refuse", code: "NotApplicable", status: 409 }, 409, "NotApplicable", false],
    [{ kind: "html_body" }, 502, null, false],
    [{ kind: "html_body", status: 200 }, 200, null, false],
    [{ kind: "html_body", status: 502, effect: true }, 502, null, true],
  ];

  it.each(plain)("%o", async (fault, status, code, hasEffect) => {
    const { fault: set, add, truth, events } = await scene();
    await set({ ...fault, times: 1 });
    const answer = await add();
    expect({ status: answer.status, code: codeIn(answer), broke: answer.broke }).toEqual({ status, code, broke: null });
    expect(await truth()).toEqual(hasEffect ? [CASH] : []);
    expect(events()).toEqual(hasEffect ? ["received", "effect", "visible", "answered"] : ["received", "answered"]);
    expect((await add()).status).toBe(200);
    expect(await truth()).toEqual([CASH]);
  });

  it("success_with_error_code and lying_success say Success:true", async () => {
    const { fault, add } = await scene();
    for (const kind of ["success_with_error_code", "lying_success"]) {
      await fault({ kind, times: 1 });
      expect((await add()).text).toContain('"Success":true');
    }
  });

  it("throttle carries its wait, html_body is no JSON", async () => {
    const { fault, add } = await scene();
    await fault({ kind: "throttle", retryAfterMs: 250, times: 1 });
    expect((await add()).headers["x-acs-retry-after"]).toBe("250");
    await fault({ kind: "html_body", times: 1 });
    const { text, headers } = await add();
    expect(text).toMatch(/^<html>/);
    expect(headers["content-type"]).toContain("text/html");
  });

  it.each([
    ["reset_before", false],
    ["reset_after", true],
  ])("%s cuts the connection without an answer", async (kind, hasEffect) => {
    const { fault, add, truth, journalLines } = await scene();
    await fault({ kind });
    expect(await add()).toMatchObject({ status: null, text: "", broke: "ECONNRESET" });
    expect(await truth()).toEqual(hasEffect ? [CASH] : []);
    expect(journalLines().at(-1)).toMatchObject({ event: "answered", status: null, code: null, fault: kind });
  });

  it("truncated_body has an effect, and half of a body that ends cleanly or breaks off", async () => {
    const { fault, add, truth } = await scene();
    await fault({ kind: "truncated_body", times: 1 });
    const clean = await add();
    expect(clean).toMatchObject({ status: 200, broke: null });
    expect(() => JSON.parse(clean.text)).toThrow(SyntaxError);
    expect(await truth()).toEqual([CASH]);
    await fault({ kind: "truncated_body", cut: "abort", times: 1 });
    const aborted = await add();
    expect(aborted).toMatchObject({ status: 200, broke: "ECONNRESET" });
    expect(aborted.text.length).toBeGreaterThan(0);
  });

  it("slow_body sends the first half, then waits at its gate", async () => {
    const { fault, add, release, awaitEvents } = await scene();
    await fault({ kind: "slow_body", gate: "body" });
    const pending: Promise<RawAnswer>[] = [];
    const first = await new Promise<string>((resolve) => {
      pending.push(add({ onFirstBytes: resolve }));
    });
    expect(() => JSON.parse(first)).toThrow(SyntaxError);
    const held = await awaitEvents("event=held");
    expect(held).toMatchObject([{ gate: "body", point: "body" }]);
    await release("body");
    const [answer] = await Promise.all(pending);
    expect(JSON.parse(answer?.text ?? "")).toMatchObject({ Success: true });
  });

  it("slow_body and slow_answer by time end with the whole answer", async () => {
    const { fault, add } = await scene();
    for (const kind of ["slow_body", "slow_answer"]) {
      await fault({ kind, ms: 20, times: 1 });
      expect(JSON.parse((await add()).text)).toMatchObject({ Success: true });
    }
  });

  it("slow_answer has its effect at the reception", async () => {
    const { fault, add, truth, release, awaitEvents } = await scene();
    await fault({ kind: "slow_answer", gate: "late" });
    const answer = add();
    await awaitEvents("event=held");
    expect(await truth()).toEqual([CASH]);
    await release("late");
    expect((await answer).status).toBe(200);
  });

  it("empty_list is a healthy answer with nothing in it", async () => {
    const { fault, port, payerUid, read, journalLines, relationId, console } = await scene();
    await console(relationId, "ADD", [CASH]);
    await fault({ kind: "empty_list" });
    const list = await rawCall(port, { action: "QueryRelationList", params: { UserId: payerUid } });
    expect(JSON.parse(list.text)).toMatchObject({
      Success: true,
      Data: { TotalCount: 0, FinancialRelationInfoList: [] },
    });
    expect(JSON.parse((await read()).text)).toMatchObject({
      Code: "Success",
      Data: { State: "RELATED", PermissionList: [] },
    });
    expect(journalLines().find(({ event }) => event === "read")?.codes).toEqual([]);
  });
});

describe("an effect apart from its answer", () => {
  const MINUTE = 60_000;

  it("effect_delayed answers success now and lands later", async () => {
    const clock = new ManualClock();
    const { fault, add, truth, events } = await scene({ clock });
    await fault({ kind: "effect_delayed", ms: 25 * MINUTE });
    expect((await add()).text).toContain('"Success":true');
    clock.advance(25 * MINUTE - 1);
    expect(await truth()).toEqual([]);
    clock.advance(1);
    expect(await truth()).toEqual([CASH]);
    expect(events()).toEqual(["received", "answered", "effect", "visible"]);
  });

  it.each(["status500_before", "reset_before", "status503", "lying_success", "refuse", "throttle"])(
    "%s can be combined with an effect that lands when a gate opens",
    async (kind) => {
      const { fault, add, truth, release, awaitEvents } = await scene();
      await fault({ kind, effectGate: "landing", ...(kind === "refuse" ? { code: "X" } : {}) });
      await add();
      expect(await truth()).toEqual([]);
      await release("landing");
      await awaitEvents("event=visible");
      expect(await truth()).toEqual([CASH]);
    },
  );

  it("lands on what is there by then: nothing, when the member has unlinked", async () => {
    const { fault, add, truth, release, relationId, member, events } = await scene();
    await fault({ kind: "effect_delayed", gate: "landing" });
    await add();
    await member(relationId, "unlink");
    await release("landing");
    expect(await truth()).toEqual([]);
    expect(events("effect")).toEqual(["effect"]);
  });

  it("late_visibility: the effect is there, reads show the old set for a while", async () => {
    const clock = new ManualClock();
    const { fault, add, truth, shown, events } = await scene({ clock });
    await fault({ kind: "late_visibility", ms: 5000, times: 1 });
    await add();
    expect(await truth()).toEqual([CASH]);
    expect(await shown()).toEqual([]);
    expect(events("effect", "visible")).toEqual(["effect"]);
    clock.advance(5000);
    expect(await shown()).toEqual(["forbid_withdraw_cash"]);
    expect(events("effect", "visible")).toEqual(["effect", "visible"]);
  });

  it("late_visibility also hides what comes after it, until both are due", async () => {
    const { fault, add, shown, release, relationId, console, awaitEvents } = await scene();
    await fault({ kind: "late_visibility", gate: "seen", times: 1 });
    await add();
    await console(relationId, "ADD", ["CHECK_FINANCE_INFO"]);
    expect(await shown()).toEqual([]);
    await release("seen");
    expect(await shown()).toEqual(["forbid_withdraw_cash", "check_finance_info"]);
    const visible = await awaitEvents(`relationId=${relationId}&event=visible`);
    expect(visible.map(({ by }) => by).slice(1)).toEqual([expect.stringMatching(/^call-/), "console"]);
  });

  it("late_visibility hides a state from the list, too", async () => {
    const { fault, add, switches, release, port, payerUid, relationId } = await scene();
    await switches({ changeConfirming: "always" });
    await fault({ kind: "late_visibility", gate: "seen" });
    await add();
    const pending = async () => {
      const params = { UserId: payerUid, PageSize: "100", "StatusList.1": "CHANGE_CONFIRMING" };
      return (await rawCall(port, { action: "QueryRelationList", params })).text.includes(
        `"RelationId":${relationId},`,
      );
    };
    expect(await pending()).toBe(false);
    await release("seen");
    expect(await pending()).toBe(true);
  });

  it("flapping_visibility: new, old, new, and then it stays", async () => {
    const { fault, add, shown, events } = await scene();
    await fault({ kind: "flapping_visibility", reads: 3, times: 1 });
    await add();
    const NEW = ["forbid_withdraw_cash"];
    expect([await shown(), await shown()]).toEqual([NEW, []]);
    expect(events("visible")).toEqual([]);
    expect([await shown(), await shown(), await shown()]).toEqual([NEW, NEW, NEW]);
    expect(events("visible")).toEqual(["visible"]);
  });
});

describe("hold", () => {
  it("stops before or after the effect until released", async () => {
    const { fault, add, truth, release, awaitEvents, relationId } = await scene();
    for (const [when, codes] of [
      ["before", []],
      ["after", [CASH]],
    ] as const) {
      await fault({ id: "stop", kind: "hold", gate: "here", when });
      const answer = add();
      const since = when === "before" ? 0 : Number((await awaitEvents("event=answered")).at(-1)?.seq);
      const [held] = await awaitEvents(`event=held&relationId=${relationId}&sinceSeq=${since}`);
      expect(held).toMatchObject({ gate: "here", point: when === "before" ? "reception" : "answer" });
      expect(await truth()).toEqual(codes);
      await release("here");
      expect((await answer).status).toBe(200);
    }
  });

  it("lets a call finish whose caller was killed meanwhile, and says so", async () => {
    const { fault, add, truth, release, awaitEvents } = await scene();
    await fault({ kind: "hold", gate: "here", when: "before" });
    const caller = new AbortController();
    const answer = add({ signal: caller.signal });
    await awaitEvents("event=held");
    caller.abort();
    expect((await answer).status).toBeNull();
    expect(await truth()).toEqual([]);
    await release("here");
    const [answered] = await awaitEvents("event=answered");
    expect(answered).toMatchObject({ status: 200, gone: true });
    expect(await truth()).toEqual([CASH]);
  });

  it("an opened gate stays open until it is closed or a new fault names it", async () => {
    const { fault, add, release, door } = await scene();
    await fault({ kind: "hold", gate: "here" });
    await release("here");
    expect((await add()).status).toBe(200);
    expect((await door("GET", "/gates")).value).toEqual({ gates: [{ gate: "here", open: true, waiting: 0 }] });
    await door("POST", "/hold", { gate: "here" });
    expect((await door("GET", "/gates")).value).toEqual({ gates: [] });
  });
});

describe("which calls a fault meets", () => {
  const isFaulty = async (simulator: TestSimulator, call: RawCall) =>
    (await rawCall(simulator.port, call)).status === 503;

  it("by operation, relation, verb and key", async () => {
    const simulator = await testSimulator();
    const [one, two] = [await simulator.mint(), await simulator.mint()];
    const modify = (relationId: string, verb: string): RawCall => ({
      action: "ModifyAccountRelation",
      params: { ...ADD, RelationId: relationId, RelationOperation: verb },
    });
    const reading = (relationId: string): RawCall => ({ params: { RelationId: relationId } });

    await simulator.fault({
      id: "f",
      kind: "status503",
      operation: "ModifyAccountRelation",
      relationId: one.relationId,
      verb: "ADD",
    });
    expect(await isFaulty(simulator, modify(one.relationId, "ADD"))).toBe(true);
    expect(await isFaulty(simulator, modify(one.relationId, "DELETE"))).toBe(false);
    expect(await isFaulty(simulator, modify(two.relationId, "ADD"))).toBe(false);
    expect(await isFaulty(simulator, reading(one.relationId))).toBe(false);

    await simulator.fault({ id: "f", kind: "status503", accessKeyId: "demo-readonly" });
    expect(await isFaulty(simulator, reading(one.relationId))).toBe(false);
    expect(await isFaulty(simulator, { ...reading(one.relationId), accessKeyId: "demo-readonly" })).toBe(true);
  });

  it("after some and for some times", async () => {
    const simulator = await testSimulator();
    await simulator.fault({ kind: "status503", after: 2, times: 2 });
    const met: boolean[] = [];
    for (let call = 0; call < 6; call++) met.push(await isFaulty(simulator, { params: { RelationId: "51463" } }));
    expect(met).toEqual([false, false, true, true, false, false]);
    expect((await simulator.door("GET", "/faults")).value).toMatchObject({
      faults: [{ id: "fault-1", seen: 6, hits: 2 }],
    });
  });

  it("at a rate, the same ones for the same seed", async () => {
    const pattern = async (seed: number) => {
      const simulator = await testSimulator({ seed, config: { quotaPerSecond: 0 } });
      const { relationId } = await simulator.mint();
      await simulator.fault({ id: "some", kind: "status503", rate: 0.3 });
      const met: boolean[] = [];
      for (let call = 0; call < 100; call++)
        met.push(await isFaulty(simulator, { params: { RelationId: relationId } }));
      return met;
    };
    const first = await pattern(1);
    expect(first.filter(Boolean).length).toBeGreaterThan(15);
    expect(first.filter(Boolean).length).toBeLessThan(45);
    expect(await pattern(1)).toEqual(first);
    expect(await pattern(2)).not.toEqual(first);
  });

  it("only calls that are right otherwise: a refused one does not use a fault up", async () => {
    const simulator = await testSimulator();
    await simulator.fault({ kind: "status503", times: 1 });
    await rawCall(simulator.port, { params: { RelationId: "51463" }, secret: "wrong" });
    await rawCall(simulator.port, { params: {} });
    expect(await isFaulty(simulator, { params: { RelationId: "51463" } })).toBe(true);
  });
});

it("latency waits before it does anything, with a jitter that the seed decides", async () => {
  const clock = new ManualClock();
  const simulator = await testSimulator({ clock, config: { latencyMs: 100, latencyJitterMs: 50 } });
  const date = `${new Date(clock.now()).toISOString().slice(0, 19)}Z`;
  const answer = rawCall(simulator.port, { params: { RelationId: "51463" }, date });
  await simulator.awaitEvents("event=received");
  clock.advance(99);
  expect(simulator.journalLines().some(({ event }) => event === "read")).toBe(false);
  clock.advance(51);
  expect((await answer).status).toBe(200);
});
