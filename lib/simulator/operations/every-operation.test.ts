import { describe, expect, it } from "vitest";
import { OPERATION_NAMES } from "@/lib/simulator/operations/catalogue";
import { type RawCall, rawCall } from "@/lib/simulator/testing/raw-client";
import { type TestSimulator, testSimulator } from "@/lib/simulator/testing/test-simulator";

const CODES = { "PermissionCodes.1": "FORBID_WITHDRAW_CASH" };
const READS = ["QueryRelationList", "QueryPermissionList", "GetAccountRelation", "QueryFinancialAccountInfo"];
const ONCE = ["AddAccountRelation", "RelieveAccountRelation", "ConfirmRelation"];

/** A call of each operation that succeeds, on a subject of its own. */
const CALLS: Readonly<Record<string, (simulator: TestSimulator) => Promise<RawCall>>> = {
  QueryRelationList: async ({ payerUid }) => ({ params: { UserId: payerUid } }),
  QueryPermissionList: async ({ mint }) => ({ params: { RelationId: (await mint()).relationId } }),
  GetAccountRelation: async ({ mint }) => ({ method: "GET", params: { RelationId: (await mint()).relationId } }),
  QueryFinancialAccountInfo: async ({ mint }) => ({ params: { UserId: (await mint()).memberUid } }),
  ModifyAccountRelation: async ({ mint }) => ({
    params: { RelationId: (await mint()).relationId, RelationOperation: "ADD", RequestId: "r", ...CODES },
  }),
  AddAccountRelation: async ({ mintAccount, payerUid }) => ({
    params: {
      RelationType: "enterprise_group",
      ParentUserId: payerUid,
      ChildUserId: (await mintAccount()).uid,
      RequestId: "r",
      ...CODES,
    },
  }),
  RelieveAccountRelation: async ({ mint }) => ({ params: { RelationId: (await mint()).relationId, RequestId: "r" } }),
  ConfirmRelation: async ({ mint }) => ({
    params: {
      RelationId: (await mint({ state: "CONFIRMING", codes: [CODES["PermissionCodes.1"]] })).relationId,
      ConfirmCode: "master_cancel",
      RequestId: "r",
      ...CODES,
    },
  }),
  CreateAgAccount: async () => ({ params: { LoginEmail: "one@members.demo.example" } }),
};

const names = OPERATION_NAMES.filter((name) => name !== "GetCallerIdentity");

it("is tried here, each one", () => {
  expect(Object.keys(CALLS).sort()).toEqual([...names].sort());
});

describe.each(names)("%s", (action) => {
  async function scene() {
    const simulator = await testSimulator();
    const prepared = (await CALLS[action]?.(simulator)) ?? {};
    const since = simulator.journalLines().length;
    return {
      ...simulator,
      call: (more: Partial<RawCall> = {}) => rawCall(simulator.port, { action, ...prepared, ...more }),
      /** Events of this kind since the subject was made. */
      count: (event: string) =>
        simulator
          .journalLines()
          .slice(since)
          .filter((line) => line.event === event).length,
    };
  }
  const isRead = READS.includes(action);
  const effects = isRead ? 0 : 1;

  it("answers, and changes what a write changes", async () => {
    const { call, count } = await scene();
    const answer = await call();
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('"Success":true');
    expect(Math.min(count("effect"), 1)).toBe(effects);
    expect(count("visible")).toBe(count("effect"));
  });

  it("asks for the right: Query* with a key that may read, nothing with a key without rights", async () => {
    const { call, count } = await scene();
    const readonly = await call({ accessKeyId: "demo-readonly" });
    expect(readonly.status).toBe(action.startsWith("Query") ? 200 : 403);
    const none = await call({ accessKeyId: "demo-norights" });
    expect(none.text).toContain('"Code":"Forbidden.RAM"');
    expect(none.text).toContain(`"AuthAction":"bssapi:${action}"`);
    expect(count("effect")).toBe(0);
  });

  it.each([
    [{ kind: "throttle" }, 503, false],
    [{ kind: "refuse", code: "NotApplicable", status: 400 }, 400, false],
    [{ kind: "status500_before" }, 500, false],
    [{ kind: "status500_after" }, 500, true],
    [{ kind: "reset_before" }, null, false],
    [{ kind: "reset_after" }, null, true],
    [{ kind: "truncated_body" }, 200, true],
    [{ kind: "lying_success" }, 200, false],
    [{ kind: "html_body" }, 502, false],
  ])("meets %o", async (fault, status, happens) => {
    const { call, count, fault: set } = await scene();
    await set({ ...fault, operation: action, times: 1 });
    expect((await call()).status).toBe(status);
    expect(Math.min(count("effect"), 1)).toBe(happens ? effects : 0);
    // What has been linked, unlinked or confirmed cannot be so again: the call went through although it said otherwise.
    expect((await call()).status).toBe(happens && ONCE.includes(action) ? 400 : 200);
  });

  it("waits at a gate before and lets its effect come late", async () => {
    const { call, count, fault, release, awaitEvents } = await scene();
    await fault({ kind: "hold", gate: "door", when: "before", operation: action, effectGate: "late" });
    const answer = call();
    const [held] = await awaitEvents("event=held");
    expect(held).toMatchObject({ operation: action, gate: "door", point: "reception" });
    await release("door");
    expect((await answer).status).toBe(200);
    expect(count("effect")).toBe(0);
    await release("late");
    expect(Math.min(count("effect"), 1)).toBe(effects);
  });
});
