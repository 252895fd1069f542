import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type RawAnswer, rawCall } from "@/lib/simulator/testing/raw-client";
import { type TestSimulator, testSimulator } from "@/lib/simulator/testing/test-simulator";

const CASH = "FORBID_WITHDRAW_CASH";
const INVOICE = "FORBID_MANAGE_INVOICE";
const IDENTITY = "SYNCHRONIZE_FINANCE_IDENTITY";
const DISCOUNT = "SYNCHRONIZE_FINANCE_DISCOUNT_POLICY_TO_TARGET";

const permissionsSchema = z.object({
  Data: z.object({
    State: z.string(),
    PermissionList: z.array(z.object({ PermissionCode: z.string(), StartTime: z.string(), EndTime: z.string() })),
  }),
});

function modify(
  simulator: TestSimulator,
  relationId: string,
  verb: string,
  codes: string[],
  more = {},
): Promise<RawAnswer> {
  const numbered = Object.fromEntries(codes.map((code, index) => [`PermissionCodes.${index + 1}`, code]));
  const params = { RelationId: relationId, RelationOperation: verb, RequestId: "asked", ...numbered, ...more };
  return rawCall(simulator.port, { action: "ModifyAccountRelation", params });
}

async function read(simulator: TestSimulator, relationId: string) {
  const answer = await rawCall(simulator.port, { params: { RelationId: relationId } });
  const { Data } = permissionsSchema.parse(JSON.parse(answer.text));
  return { state: Data.State, rows: Data.PermissionList, codes: Data.PermissionList.map((row) => row.PermissionCode) };
}

async function list(simulator: TestSimulator, params: Record<string, string> = {}): Promise<RawAnswer> {
  return rawCall(simulator.port, {
    action: "QueryRelationList",
    params: { UserId: simulator.payerUid, PageSize: "100", ...params },
  });
}

const idsIn = (answer: RawAnswer) => Array.from(answer.text.matchAll(/"RelationId":(\d+)/g), ([, id]) => id);
const codeIn = (answer: RawAnswer) => /"Code":"([^"]+)"/.exec(answer.text)?.[1];

describe("lists", () => {
  it("pageCap and overCap: a larger page is clamped or refused", async () => {
    const simulator = await testSimulator({ members: 200, config: { pageCap: 30 } });
    expect(idsIn(await list(simulator))).toHaveLength(30);
    expect((await list(simulator)).text).toContain('"PageSize":30');
    await simulator.switches({ overCap: "refuse" });
    expect(codeIn(await list(simulator))).toBe("InvalidParameter");
    expect(idsIn(await list(simulator, { PageSize: "30" }))).toHaveLength(30);
  });

  it("listOrder shifting: pages of one pass overlap and miss rows, while TotalCount stays", async () => {
    const simulator = await testSimulator({ members: 60, config: { pageCap: 20 } });
    const pass = async () => {
      const pages = [
        await list(simulator),
        await list(simulator, { PageNum: "2" }),
        await list(simulator, { PageNum: "3" }),
      ];
      return pages.flatMap(idsIn);
    };
    const stable = await pass();
    expect(new Set(stable).size).toBe(stable.length);
    await simulator.switches({ listOrder: "shifting" });
    const shifted = await pass();
    expect(shifted).toHaveLength(stable.length);
    expect(new Set(shifted).size).toBeLessThan(stable.length);
  });

  it("foreignUserId: another account is refused or has no relations", async () => {
    const simulator = await testSimulator();
    expect(codeIn(await list(simulator, { UserId: "1512996702208737" }))).toBe("NotAuthorized");
    await simulator.switches({ foreignUserId: "empty" });
    expect((await list(simulator, { UserId: "1512996702208737" })).text).toContain('"TotalCount":0');
  });
});

describe("what a read shows", () => {
  it("twins: six of the seven normalise or do not, the public one is the same", async () => {
    const simulator = await testSimulator();
    const codes = [IDENTITY, DISCOUNT, CASH];
    const { relationId } = await simulator.mint({ codes, unmapped: ["allow_view_budget_center"] });
    expect((await read(simulator, relationId)).codes).toEqual([
      "allow_synchronize_finance_identity",
      "allow_synchronize_finance_discount_policy_to_target",
      "forbid_withdraw_cash",
      "allow_view_budget_center",
    ]);
    await simulator.switches({ twins: "opaque" });
    const opaque = ["allow_synchronize_finance_identity", "p_1001", "p_1002", "allow_view_budget_center"];
    expect((await read(simulator, relationId)).codes).toEqual(opaque);
    expect((await simulator.relation(relationId)).raw).toEqual(opaque);
    expect((await simulator.relation(relationId)).codes).toEqual(codes);
  });

  it("timePrecision: minutes as in the samples, or seconds as in the text; an absent time stays empty", async () => {
    const simulator = await testSimulator();
    const rows = [{ code: CASH, startTime: "2024-01-02T03:04Z", endTime: "2099-12-31T16:00Z" }];
    const { relationId } = await simulator.mint({ rows, setupTime: "2023-01-02T03:04Z", endTime: "" });
    const text = async () => (await rawCall(simulator.port, { params: { RelationId: relationId } })).text;
    expect(await text()).toContain('"EndTime":"2099-12-31T16:00Z","StartTime":"2024-01-02T03:04Z"');
    await simulator.switches({ timePrecision: "seconds" });
    expect(await text()).toContain('"EndTime":"2099-12-31T16:00:00Z","StartTime":"2024-01-02T03:04:00Z"');
    expect(await text()).toContain('"SetupTime":"2023-01-02T03:04:00Z"');
    expect((await list(simulator, { "StatusList.1": "RELATED" })).text).toMatch(
      /"SetupTime":"[\dT:-]{19}Z".*"EndTime":""/,
    );
  });

  it("endedPermissionsListed: a deleted code stays with its end, or goes", async () => {
    const simulator = await testSimulator();
    const { relationId } = await simulator.mint({ codes: [CASH] });
    await modify(simulator, relationId, "DELETE", [CASH]);
    const { rows } = await read(simulator, relationId);
    expect(rows).toHaveLength(1);
    expect(Date.parse(rows[0]?.EndTime ?? "")).toBeLessThanOrEqual(Date.now());
    await simulator.switches({ endedPermissionsListed: false });
    expect((await read(simulator, relationId)).rows).toEqual([]);
  });
});

describe("what a change does", () => {
  it("addOfOn and deleteOfOff: no-op or an error that changes nothing", async () => {
    const simulator = await testSimulator();
    const { relationId } = await simulator.mint({ codes: [CASH] });
    expect((await modify(simulator, relationId, "ADD", [CASH])).status).toBe(200);
    expect((await modify(simulator, relationId, "DELETE", [INVOICE])).status).toBe(200);
    await simulator.switches({ addOfOn: "error", deleteOfOff: "error" });
    expect(codeIn(await modify(simulator, relationId, "ADD", [INVOICE, CASH]))).toBe("InvalidParameter");
    expect(codeIn(await modify(simulator, relationId, "DELETE", [CASH, INVOICE]))).toBe("InvalidParameter");
    expect((await simulator.relation(relationId)).codes).toEqual([CASH]);
    const effects = simulator.journalLines().filter((line) => line.event === "effect" && line.by !== "door");
    expect(effects).toEqual([]);
  });

  it("partialAcceptance first_only: answers success and does the first code", async () => {
    const simulator = await testSimulator({ config: { partialAcceptance: "first_only" } });
    const { relationId } = await simulator.mint();
    expect((await modify(simulator, relationId, "ADD", [INVOICE, CASH])).text).toContain('"Success":true');
    expect((await simulator.relation(relationId)).codes).toEqual([INVOICE]);
  });

  it("requestIdEcho: the answer carries the caller's RequestId or one of its own", async () => {
    const simulator = await testSimulator();
    const { relationId } = await simulator.mint();
    const echoed = await modify(simulator, relationId, "ADD", [CASH]);
    expect(echoed.text).toContain('"RequestId":"asked"');
    expect(echoed.headers["x-acs-request-id"]).not.toBe("asked");
    await simulator.switches({ requestIdEcho: false });
    const own = await modify(simulator, relationId, "DELETE", [CASH]);
    expect(own.text).toContain(`"RequestId":"${own.headers["x-acs-request-id"]}"`);
  });

  it("businessErrors: 400, or 200 with Success:false", async () => {
    const simulator = await testSimulator();
    const { relationId } = await simulator.mint({ state: "REJECTED" });
    expect(await modify(simulator, relationId, "ADD", [CASH])).toMatchObject({ status: 400 });
    await simulator.switches({ businessErrors: "http200" });
    const answer = await modify(simulator, relationId, "ADD", [CASH]);
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toMatchObject({ Code: "NotApplicable", Success: false });
  });

  it("requireIds: which ids name a relation", async () => {
    const simulator = await testSimulator({ config: { requireIds: "parent_child_type" } });
    const { relationId, memberUid } = await simulator.mint();
    const triple = { ParentUserId: simulator.payerUid, ChildUserId: memberUid, RelationType: "enterprise_group" };
    expect(codeIn(await modify(simulator, relationId, "ADD", [CASH]))).toBe("MissingParameter");
    expect((await modify(simulator, relationId, "ADD", [CASH], triple)).status).toBe(200);
    await simulator.switches({ requireIds: "relation_id" });
    expect(codeIn(await modify(simulator, "", "ADD", [CASH], triple))).toBe("MissingParameter");
    expect((await modify(simulator, relationId, "ADD", [INVOICE])).status).toBe(200);
  });

  it("trusteeshipModify: refused or accepted", async () => {
    const simulator = await testSimulator();
    const { relationId } = await simulator.mint({ type: "FinancialTrusteeship" });
    expect(codeIn(await modify(simulator, relationId, "ADD", [CASH]))).toBe("NotApplicable");
    await simulator.switches({ trusteeshipModify: "accepted" });
    expect((await modify(simulator, relationId, "ADD", [CASH])).status).toBe(200);
  });

  it("childNickRenames: the display name changes or does not", async () => {
    const simulator = await testSimulator();
    const { relationId, nickname } = await simulator.mint();
    await modify(simulator, relationId, "ADD", [CASH], { ChildNick: "新名" });
    expect((await simulator.relation(relationId)).nickname).toBe(nickname);
    await simulator.switches({ childNickRenames: true });
    await modify(simulator, relationId, "DELETE", [CASH], { ChildNick: "新名" });
    expect((await simulator.relation(relationId)).nickname).toBe("新名");
  });

  it("unknownParameters: refused or ignored", async () => {
    const simulator = await testSimulator();
    const { relationId } = await simulator.mint();
    expect(codeIn(await modify(simulator, relationId, "ADD", [CASH], { Extra: "1" }))).toBe("InvalidParameter");
    await simulator.switches({ unknownParameters: "ignored" });
    expect((await modify(simulator, relationId, "ADD", [CASH], { Extra: "1" })).status).toBe(200);
  });
});

describe("the member's confirmation", () => {
  const config = { changeConfirming: "different_name" };

  it("changeConfirming: never, between different names, or always", async () => {
    const simulator = await testSimulator();
    const stateAfterAdd = async (differentName: boolean) => {
      const { relationId } = await simulator.mint({ differentName });
      await modify(simulator, relationId, "ADD", [CASH]);
      return (await simulator.relation(relationId)).state;
    };
    expect([await stateAfterAdd(true), await stateAfterAdd(false)]).toEqual(["RELATED", "RELATED"]);
    await simulator.switches(config);
    expect([await stateAfterAdd(true), await stateAfterAdd(false)]).toEqual(["CHANGE_CONFIRMING", "RELATED"]);
    await simulator.switches({ changeConfirming: "always" });
    expect([await stateAfterAdd(true), await stateAfterAdd(false)]).toEqual(["CHANGE_CONFIRMING", "CHANGE_CONFIRMING"]);
  });

  it("deleteConfirming: a removal waits too, or not", async () => {
    const simulator = await testSimulator({ config });
    const { relationId } = await simulator.mint({ differentName: true, codes: [CASH, INVOICE] });
    await simulator.switches({ deleteConfirming: false });
    await modify(simulator, relationId, "DELETE", [CASH]);
    expect(await simulator.relation(relationId)).toMatchObject({ state: "RELATED", codes: [INVOICE] });
    await simulator.switches({ deleteConfirming: true });
    await modify(simulator, relationId, "DELETE", [INVOICE]);
    expect(await simulator.relation(relationId)).toMatchObject({ state: "CHANGE_CONFIRMING", codes: [INVOICE] });
  });

  it("showSet: meanwhile reads show the old set or the new one", async () => {
    const simulator = await testSimulator({ config });
    const { relationId } = await simulator.mint({ differentName: true, codes: [INVOICE] });
    await modify(simulator, relationId, "ADD", [CASH]);
    expect(await read(simulator, relationId)).toMatchObject({
      state: "CHANGE_CONFIRMING",
      codes: ["forbid_manage_invoice"],
    });
    await simulator.switches({ showSet: "new" });
    expect((await read(simulator, relationId)).codes).toEqual(["forbid_manage_invoice", "forbid_withdraw_cash"]);
  });

  it("secondModify: refused, or added to what waits", async () => {
    const simulator = await testSimulator({ config });
    const { relationId } = await simulator.mint({ differentName: true, codes: [INVOICE] });
    await modify(simulator, relationId, "ADD", [CASH]);
    expect(codeIn(await modify(simulator, relationId, "DELETE", [INVOICE]))).toBe("NotApplicable");
    await simulator.switches({ secondModify: "accepted" });
    expect((await modify(simulator, relationId, "DELETE", [INVOICE])).status).toBe(200);
    await simulator.member(relationId, "accept");
    expect(await simulator.relation(relationId)).toMatchObject({ state: "RELATED", codes: [CASH] });
    const effects = (await simulator.awaitEvents(`relationId=${relationId}&event=effect`)).filter(
      ({ by }) => by === "member",
    );
    expect(effects.map(({ verb, codes }) => ({ verb, codes }))).toEqual([
      { verb: "ADD", codes: [CASH] },
      { verb: "DELETE", codes: [INVOICE] },
    ]);
  });

  it("ends as the member says: the new set, the old set, or no relation", async () => {
    const simulator = await testSimulator({ config });
    const afterAct = async (act: string) => {
      const { relationId } = await simulator.mint({ differentName: true, codes: [INVOICE] });
      await modify(simulator, relationId, "ADD", [CASH]);
      await simulator.member(relationId, act);
      const { state, codes, endTime } = await simulator.relation(relationId);
      return { state, codes, ended: endTime !== "" };
    };
    expect(await afterAct("accept")).toEqual({ state: "RELATED", codes: [INVOICE, CASH], ended: false });
    expect(await afterAct("decline")).toEqual({ state: "RELATED", codes: [INVOICE], ended: false });
    expect(await afterAct("unlink")).toEqual({ state: "CONNECTION_CANCELED", codes: [INVOICE], ended: true });
  });

  it("answers an invitation", async () => {
    const simulator = await testSimulator();
    for (const [act, state] of [
      ["accept", "RELATED"],
      ["decline", "REJECTED"],
    ] as const) {
      const { relationId } = await simulator.mint({ state: "CONFIRMING" });
      await simulator.member(relationId, act);
      expect((await simulator.relation(relationId)).state).toBe(state);
    }
  });
});
