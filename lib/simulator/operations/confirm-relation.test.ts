import { ConfirmRelationRequest } from "@alicloud/bssopenapi20171214";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { confirmRefusal } from "@/lib/simulator/confirm";
import { PERMISSION_CODES } from "@/lib/simulator/permission-codes";
import { Population } from "@/lib/simulator/population/population";
import { officialClient } from "@/lib/simulator/testing/official-sdk";
import { type RawAnswer, rawCall } from "@/lib/simulator/testing/raw-client";
import { type TestSimulator, testSimulator } from "@/lib/simulator/testing/test-simulator";

const CASH = "FORBID_WITHDRAW_CASH";
const INVOICE = "FORBID_MANAGE_INVOICE";

function confirm(
  simulator: TestSimulator,
  relationId: string,
  confirmCode: string,
  accessKeyId: string,
  codes = [CASH, INVOICE],
): Promise<RawAnswer> {
  const numbered = Object.fromEntries(codes.map((code, index) => [`PermissionCodes.${index + 1}`, code]));
  const params = { RelationId: relationId, ConfirmCode: confirmCode, RequestId: "confirm-1", ...numbered };
  return rawCall(simulator.port, { action: "ConfirmRelation", params, accessKeyId });
}

const codeIn = (answer: RawAnswer) => /"Code":"([^"]+)"/.exec(answer.text)?.[1];
const invite = (simulator: TestSimulator) =>
  simulator.mint({ state: "CONFIRMING", codes: [CASH, INVOICE], differentName: true });

describe("ConfirmRelation", () => {
  it("lets the member accept, through the official SDK and by parent, child and type", async () => {
    const simulator = await testSimulator();
    const { relationId, memberUid } = await invite(simulator);
    const client = officialClient(simulator.port, { accessKeyId: `member-${memberUid}` });
    const { body } = await client.confirmRelation(
      new ConfirmRelationRequest({
        confirmCode: "child_agree",
        requestId: "r-1",
        permissionCodes: [INVOICE, CASH],
        parentUserId: Number(simulator.payerUid),
        childUserId: Number(memberUid),
        relationType: "enterprise_group",
      }),
    );
    expect(body).toMatchObject({ code: "200", success: true, requestId: "r-1", data: { hostId: "127.0.0.1" } });
    expect(await simulator.relation(relationId)).toMatchObject({ state: "RELATED", codes: [CASH, INVOICE] });
    const effects = await simulator.awaitEvents(`relationId=${relationId}&event=effect`);
    expect(effects.at(-1)).toMatchObject({ verb: "STATE", state: "RELATED", by: expect.stringMatching(/^call-/) });
  });

  it("lets the member decline and the payer cancel, each with its own key only", async () => {
    const simulator = await testSimulator();
    const ends = async (confirmCode: string, asMember: boolean) => {
      const { relationId, memberUid } = await invite(simulator);
      const [own, other] = asMember ? [`member-${memberUid}`, "demo-payer"] : ["demo-payer", `member-${memberUid}`];
      expect(codeIn(await confirm(simulator, relationId, confirmCode, other ?? ""))).toBe("InvalidOwner");
      expect(codeIn(await confirm(simulator, relationId, confirmCode, own ?? ""))).toBe("200");
      return (await simulator.relation(relationId)).state;
    };
    expect(await ends("child_agree", true)).toBe("RELATED");
    expect(await ends("child_disagree", true)).toBe("REJECTED");
    expect(await ends("master_cancel", false)).toBe("CONNECTION_MASTER_CANCEL");
  });

  it("lets the payer answer where it is itself the member", async () => {
    const simulator = await testSimulator();
    const masterUid = "1738376485192612";
    const { relationId } = await simulator.mint({ masterUid, state: "CONFIRMING", codes: [CASH, INVOICE] });
    expect(codeIn(await confirm(simulator, relationId, "child_agree", `member-${masterUid}`))).toBe("InvalidOwner");
    expect(codeIn(await confirm(simulator, relationId, "child_agree", "demo-payer"))).toBe("200");
    const list = await rawCall(simulator.port, {
      action: "QueryRelationList",
      params: { UserId: simulator.payerUid, PageSize: "100" },
    });
    const row = `"RelationId":${relationId},"AccountId":${masterUid},"AccountName":"[^"]+","AccountNickName":"[^"]+","AccountType":"MASTER"`;
    expect(list.text).toMatch(new RegExp(row));
  });

  it("cancelConfirmCode: the word for cancelling is not documented", async () => {
    const simulator = await testSimulator({ config: { cancelConfirmCode: "主账号取消确认" } });
    const { relationId } = await invite(simulator);
    expect(codeIn(await confirm(simulator, relationId, "master_cancel", "demo-payer"))).toBe("InvalidParameter");
    expect(codeIn(await confirm(simulator, relationId, "主账号取消确认", "demo-payer"))).toBe("200");
  });

  it("refuses other codes, no codes, other states and keys that may only read", async () => {
    const simulator = await testSimulator();
    const { relationId, memberUid } = await invite(simulator);
    const member = `member-${memberUid}`;
    expect(codeIn(await confirm(simulator, relationId, "child_agree", member, [CASH]))).toBe("InvalidParameter");
    expect(codeIn(await confirm(simulator, relationId, "child_agree", member, ["x"]))).toBe("InvalidParameter");
    expect(codeIn(await confirm(simulator, relationId, "child_agree", member, []))).toBe("MissingPermissionCodes");
    expect(codeIn(await confirm(simulator, relationId, "agree", member))).toBe("InvalidParameter");
    expect(codeIn(await confirm(simulator, relationId, "master_cancel", "demo-readonly"))).toBe("NoPermission");
    expect((await simulator.relation(relationId)).state).toBe("CONFIRMING");
    await confirm(simulator, relationId, "child_agree", member);
    expect(codeIn(await confirm(simulator, relationId, "child_agree", member))).toBe("NotApplicable");
  });

  it("answers a pending change: accepted, declined by the member, or withdrawn by the payer", async () => {
    const simulator = await testSimulator();
    const outcome = async (confirmCode: string, asMember: boolean, codes: string[]) => {
      const pending = [{ verb: "ADD", codes: [CASH] }];
      const wanted = { state: "CHANGE_CONFIRMING", codes: [INVOICE], differentName: true, pending };
      const { relationId, memberUid } = await simulator.mint(wanted);
      const key = asMember ? `member-${memberUid}` : "demo-payer";
      expect(codeIn(await confirm(simulator, relationId, confirmCode, key, ["CHECK_FINANCE_INFO"]))).toBe(
        "InvalidParameter",
      );
      expect(codeIn(await confirm(simulator, relationId, confirmCode, key, codes))).toBe("200");
      const relation = await simulator.relation(relationId);
      return [relation.state, relation.codes];
    };
    expect(await outcome("child_agree", true, [CASH])).toEqual(["RELATED", [INVOICE, CASH]]);
    expect(await outcome("child_agree", true, [CASH, INVOICE])).toEqual(["RELATED", [INVOICE, CASH]]);
    expect(await outcome("child_disagree", true, [INVOICE])).toEqual(["RELATED", [INVOICE]]);
    expect(await outcome("master_cancel", false, [CASH])).toEqual(["RELATED", [INVOICE]]);
  });

  it("lands late only while there is still something to confirm", async () => {
    const simulator = await testSimulator();
    const { relationId, memberUid } = await invite(simulator);
    await simulator.fault({ kind: "status503", operation: "ConfirmRelation", effectGate: "later" });
    expect((await confirm(simulator, relationId, "child_agree", `member-${memberUid}`)).status).toBe(503);
    expect((await simulator.relation(relationId)).state).toBe("CONFIRMING");
    await simulator.member(relationId, "decline");
    await simulator.release("later");
    expect((await simulator.relation(relationId)).state).toBe("REJECTED");
  });

  it("takes exactly the invitation's set, in any order, and nothing in any other state", () => {
    const population = new Population(7, 400, "1990000000000001");
    const code = fc.constantFrom(...PERMISSION_CODES);
    fc.assert(
      fc.property(fc.nat(399), fc.uniqueArray(code, { minLength: 1 }), (index, codes) => {
        const relation = population.relationAt(index);
        const invited = { ...relation, permissions: codes.map((one) => ({ code: one, startTime: "", endTime: "" })) };
        const request = { act: "accept", codes: [...codes].reverse() } as const;
        const refusal = confirmRefusal({ ...invited, state: "CONFIRMING" }, request, 0);
        expect(refusal).toBeNull();
        const fewer = { ...request, codes: codes.slice(1) };
        expect(confirmRefusal({ ...invited, state: "CONFIRMING" }, fewer, 0)?.code).toBe("InvalidParameter");
        const isWaiting = relation.state === "CONFIRMING" || relation.state === "CHANGE_CONFIRMING";
        if (!isWaiting) expect(confirmRefusal(invited, request, 0)?.code).toBe("NotApplicable");
      }),
    );
  });
});
