import { GetAccountRelationRequest, RelieveAccountRelationRequest } from "@alicloud/bssopenapi20171214";
import { describe, expect, it } from "vitest";
import { officialClient } from "@/lib/simulator/testing/official-sdk";
import { olderCall } from "@/lib/simulator/testing/older-sdk";
import { type RawAnswer, rawCall } from "@/lib/simulator/testing/raw-client";
import { type TestSimulator, testSimulator } from "@/lib/simulator/testing/test-simulator";

const relieve = (simulator: TestSimulator, params: Record<string, string>, accessKeyId = "demo-payer") =>
  rawCall(simulator.port, {
    action: "RelieveAccountRelation",
    params: { RequestId: "relieve-1", ...params },
    accessKeyId,
  });
const codeIn = (answer: RawAnswer) => /"Code":"([^"]+)"/.exec(answer.text)?.[1];

describe("RelieveAccountRelation", () => {
  it("ends a relation by its id, through the official SDK", async () => {
    const simulator = await testSimulator();
    const { relationId } = await simulator.mint({ codes: ["FORBID_WITHDRAW_CASH"] });
    const client = officialClient(simulator.port);
    const request = { relationId: Number(relationId), requestId: "r-1" };
    const { body } = await client.relieveAccountRelation(new RelieveAccountRelationRequest(request));
    expect(body).toMatchObject({ code: "200", success: true, requestId: "r-1", data: { hostId: "127.0.0.1" } });
    const after = await simulator.relation(relationId);
    expect(after).toMatchObject({ state: "CONNECTION_CANCELED" });
    expect(after.endTime).not.toBe("");
    const seen = await client.getAccountRelation(new GetAccountRelationRequest(request));
    expect(seen.body?.data?.status).toBe("CONNECTION_CANCELED 【财务子账号取消申请】");
    const effect = simulator.journalLines().find(({ verb }) => verb === "UNLINK");
    expect(effect).toMatchObject({ relationId, state: "CONNECTION_CANCELED", by: expect.stringMatching(/^call-/) });
  });

  it("ends one by parent, child and type, a pending change included", async () => {
    const simulator = await testSimulator();
    const { relationId, memberUid } = await simulator.mint({
      state: "CHANGE_CONFIRMING",
      pending: [{ verb: "ADD", codes: ["CHECK_FINANCE_INFO"] }],
    });
    const pair = { ParentUserId: simulator.payerUid, ChildUserId: memberUid };
    expect(codeIn(await relieve(simulator, pair))).toBe("MissingParameter");
    const triple = { ...pair, RelationType: "enterprise_group", RequestId: "r" };
    expect(await olderCall(simulator.port, "RelieveAccountRelation", triple)).toMatchObject({ Success: true });
    expect(await simulator.relation(relationId)).toMatchObject({ state: "CONNECTION_CANCELED", pending: [] });
  });

  it("is for the payer alone, with a key that may write", async () => {
    const simulator = await testSimulator();
    const { relationId, memberUid } = await simulator.mint();
    const params = { RelationId: relationId };
    expect(codeIn(await relieve(simulator, params, `member-${memberUid}`))).toBe("InvalidOwner");
    expect(codeIn(await relieve(simulator, params, "demo-readonly"))).toBe("NoPermission");
    const [master] = await simulator.find("counterpart=MASTER");
    expect(codeIn(await relieve(simulator, { RelationId: master?.relationId ?? "" }))).toBe("InvalidOwner");
    expect((await simulator.relation(relationId)).state).toBe("RELATED");
  });

  it("refuses what is not in effect, what does not exist and what lacks an id", async () => {
    const simulator = await testSimulator();
    const { relationId } = await simulator.mint({ state: "CONFIRMING" });
    expect(codeIn(await relieve(simulator, { RelationId: relationId }))).toBe("NotApplicable");
    expect(codeIn(await relieve(simulator, { RelationId: "1" }))).toBe("InvalidParameter");
    expect(codeIn(await relieve(simulator, {}))).toBe("MissingParameter");
    expect(codeIn(await relieve(simulator, { RelationId: relationId, RequestId: "" }))).toBe("MissingRequestId");
  });

  it("relieveBlocked: allocated credit stands in the way", async () => {
    const simulator = await testSimulator({ config: { relieveBlocked: "credit_not_reclaimed" } });
    const { relationId } = await simulator.mint();
    expect(codeIn(await relieve(simulator, { RelationId: relationId }))).toBe("NotApplicable");
    await simulator.switches({ relieveBlocked: "none" });
    expect(codeIn(await relieve(simulator, { RelationId: relationId }))).toBe("200");
  });

  it("lands late, hides, or never happens, as the fault says", async () => {
    const simulator = await testSimulator();
    const [late, hidden, lie] = [await simulator.mint(), await simulator.mint(), await simulator.mint()];
    const only = { operation: "RelieveAccountRelation" };
    const state = async ({ relationId }: { relationId: string }) => (await simulator.relation(relationId)).state;
    await simulator.fault({ ...only, kind: "truncated_body", effectGate: "later", relationId: late.relationId });
    await simulator.fault({ ...only, kind: "late_visibility", gate: "seen", relationId: hidden.relationId });
    await simulator.fault({ ...only, kind: "lying_success", relationId: lie.relationId });
    for (const { relationId } of [late, hidden, lie]) await relieve(simulator, { RelationId: relationId });
    expect([await state(late), await state(hidden), await state(lie)]).toEqual([
      "RELATED",
      "CONNECTION_CANCELED",
      "RELATED",
    ]);
    expect((await simulator.relation(hidden.relationId)).shown).toMatchObject({ state: "RELATED" });
    await simulator.release("later");
    await simulator.release("seen");
    expect(await state(late)).toBe("CONNECTION_CANCELED");
    expect((await simulator.relation(hidden.relationId)).shown).toMatchObject({ state: "CONNECTION_CANCELED" });
  });
});
