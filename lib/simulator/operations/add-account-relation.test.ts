import { AddAccountRelationRequest, QueryPermissionListRequest } from "@alicloud/bssopenapi20171214";
import { describe, expect, it } from "vitest";
import { officialClient } from "@/lib/simulator/testing/official-sdk";
import { olderCall } from "@/lib/simulator/testing/older-sdk";
import { type RawAnswer, rawCall } from "@/lib/simulator/testing/raw-client";
import { type TestSimulator, testSimulator } from "@/lib/simulator/testing/test-simulator";

const CASH = "FORBID_WITHDRAW_CASH";
const INVOICE = "FORBID_MANAGE_INVOICE";

function add(
  simulator: TestSimulator,
  childUid: string,
  more: Record<string, string> = {},
  accessKeyId = "demo-payer",
) {
  const params = {
    RelationType: "enterprise_group",
    ParentUserId: simulator.payerUid,
    ChildUserId: childUid,
    RequestId: "link-1",
    "PermissionCodes.1": CASH,
    ...more,
  };
  const given = Object.fromEntries(Object.entries(params).filter(([, value]) => value !== ""));
  return rawCall(simulator.port, { action: "AddAccountRelation", params: given, accessKeyId });
}

const codeIn = (answer: RawAnswer) => /"Code":"([^"]+)"/.exec(answer.text)?.[1];
const relationIdIn = (answer: RawAnswer) => /"RelationId":(\d+)/.exec(answer.text)?.[1] ?? "";

describe("AddAccountRelation", () => {
  it("links an account of the same entity at once, through the official SDK", async () => {
    const simulator = await testSimulator();
    const { uid, name } = await simulator.mintAccount({ name: "云栖控股信息中心", uid: "1512996702208737" });
    const client = officialClient(simulator.port);
    const { body } = await client.addAccountRelation(
      new AddAccountRelationRequest({
        relationType: "enterprise_group",
        parentUserId: Number(simulator.payerUid),
        childUserId: Number(uid),
        childNick: "xxx project",
        requestId: "request-1",
        permissionCodes: [CASH, INVOICE],
      }),
    );
    expect(body).toMatchObject({ code: "200", success: true, requestId: "request-1", data: { hostId: "127.0.0.1" } });
    const relationId = String(body?.data?.relationId);
    expect(await simulator.relation(relationId)).toMatchObject({
      masterUid: simulator.payerUid,
      memberUid: uid,
      name,
      nickname: "xxx project",
      state: "RELATED",
      type: "FinancialManagement",
      codes: [CASH, INVOICE],
    });
    const read = await client.queryPermissionList(new QueryPermissionListRequest({ relationId: Number(relationId) }));
    expect(read.body?.data).toMatchObject({ state: "RELATED", memberId: Number(uid) });
    expect(read.body?.data?.permissionList?.map(({ permissionCode }) => permissionCode)).toEqual([
      "forbid_withdraw_cash",
      "forbid_manage_invoice",
    ]);
    expect(await simulator.account(uid)).toMatchObject({ linked: true, relations: [{ relationId, state: "RELATED" }] });
  });

  it("invites one of another entity, with the codes of the invitation to be read or not", async () => {
    const simulator = await testSimulator();
    const { uid } = await simulator.mintAccount({ differentName: true, uid: "9007199254740993111" });
    const answer = await olderCall(simulator.port, "AddAccountRelation", {
      RelationType: "enterprise_group",
      ParentUserId: simulator.payerUid,
      ChildUserId: uid,
      RequestId: "r",
      PermissionCodes: [CASH],
    });
    expect(answer).toMatchObject({ Code: "200", Success: true });
    const [{ relationId = "" } = {}] = (await simulator.account(uid)).relations;
    expect(await simulator.relation(relationId)).toMatchObject({ state: "CONFIRMING", memberUid: uid, nickname: "" });
    const read = () => rawCall(simulator.port, { params: { RelationId: relationId } });
    expect((await read()).text).toContain('"PermissionCode":"forbid_withdraw_cash"');
    await simulator.switches({ invitationCodes: "hidden" });
    expect((await read()).text).toContain('"PermissionList":[]');
    await simulator.member(relationId, "accept");
    expect((await read()).text).toContain('"PermissionCode":"forbid_withdraw_cash"');
  });

  it("takes the trusteeship role alone, at once or with the member's word", async () => {
    const simulator = await testSimulator();
    const [first, second] = [await simulator.mintAccount(), await simulator.mintAccount()];
    const role = { "PermissionCodes.1": "", "RoleCodes.1": "trusteeship" };
    const linked = await simulator.relation(relationIdIn(await add(simulator, first.uid, role)));
    expect(linked).toMatchObject({ type: "FinancialTrusteeship", state: "RELATED", codes: [] });
    await simulator.switches({ trusteeshipConfirms: "always", trusteeshipCodes: "identity" });
    const invited = await simulator.relation(relationIdIn(await add(simulator, second.uid, role)));
    expect(invited).toMatchObject({ state: "CONFIRMING", codes: ["SYNCHRONIZE_FINANCE_IDENTITY"] });
  });

  it("finds accounts of both kinds in every population, the same for the same seed", async () => {
    const simulator = await testSimulator({ members: 12 });
    const unlinked = await simulator.accounts("origin=population&linked=false&linkedElsewhere=false");
    expect(new Set(unlinked.map(({ differentName }) => differentName)).size).toBe(2);
    expect(unlinked.some(({ uid }) => BigInt(uid) > 2n ** 53n)).toBe(true);
    for (const { uid, differentName } of unlinked) {
      const { state } = await simulator.relation(relationIdIn(await add(simulator, uid)));
      expect(state).toBe(differentName ? "CONFIRMING" : "RELATED");
    }
    expect((await simulator.accounts("linked=false&linkedElsewhere=false")).length).toBe(0);
    const again = await (await testSimulator({ members: 60 })).accounts("origin=population");
    expect(again.map(({ uid }) => uid)).toEqual(expect.arrayContaining(unlinked.map(({ uid }) => uid)));
  });

  it("gives a member whose relation has ended a new one, and lists both", async () => {
    const simulator = await testSimulator();
    const { relationId: old, memberUid } = await simulator.mint({ name: "再次关联" });
    expect(codeIn(await add(simulator, memberUid))).toBe("NotApplicable");
    await simulator.member(old, "unlink");
    const relationId = relationIdIn(await add(simulator, memberUid));
    expect(await simulator.relation(relationId)).toMatchObject({ state: "RELATED", name: "再次关联" });
    const list = await rawCall(simulator.port, {
      action: "QueryRelationList",
      accessKeyId: `member-${memberUid}`,
      params: { UserId: memberUid, "StatusList.1": "RELATED", "StatusList.2": "CONNECTION_CANCELED" },
    });
    expect(Array.from(list.text.matchAll(/"RelationId":(\d+)/g), ([, id]) => id)).toEqual([old, relationId]);
  });

  const cases: readonly (readonly [string, Record<string, string>, string])[] = [
    ["neither codes nor role", { "PermissionCodes.1": "" }, "MissingParameter"],
    ["an unknown code", { "PermissionCodes.1": "allow_x" }, "InvalidParameter"],
    ["an unknown role", { "RoleCodes.1": "master" }, "InvalidParameter"],
    ["another type", { RelationType: "friends" }, "InvalidParameter"],
    ["no type", { RelationType: "" }, "MissingRelationType"],
    ["no RequestId", { RequestId: "" }, "MissingRequestId"],
    ["an unknown account", { ChildUserId: "1000000000000001" }, "InvalidParameter"],
    ["another payer", { ParentUserId: "1000000000000001" }, "InvalidOwner"],
  ];
  it.each(cases)("refuses %s", async (_name, more, code) => {
    const simulator = await testSimulator();
    const { uid } = await simulator.mintAccount();
    expect(codeIn(await add(simulator, uid, more))).toBe(code);
    expect((await simulator.account(uid)).linked).toBe(false);
  });

  it("refuses oneself, a taken account, a trusteeship with another entity, and keys that may only read", async () => {
    const simulator = await testSimulator();
    const { uid } = await simulator.mintAccount({ differentName: true });
    const [taken] = await simulator.accounts("linkedElsewhere=true");
    expect(codeIn(await add(simulator, simulator.payerUid))).toBe("InvalidParameter");
    expect(codeIn(await add(simulator, taken?.uid ?? ""))).toBe("NotApplicable");
    expect(codeIn(await add(simulator, uid, { "RoleCodes.1": "trusteeship" }))).toBe("NotApplicable");
    expect(codeIn(await add(simulator, uid, {}, "demo-readonly"))).toBe("NoPermission");
    expect(codeIn(await add(simulator, uid, {}, "demo-norights"))).toBe("Forbidden.RAM");
    expect(codeIn(await add(simulator, uid, {}, `member-${uid}`))).toBe("InvalidOwner");
    expect((await simulator.account(uid)).relations).toEqual([]);
  });
});

describe("AddAccountRelation under faults", () => {
  it("may answer and not link, link and not answer, or link later than it answers, and never twice", async () => {
    const simulator = await testSimulator();
    const { uid } = await simulator.mintAccount();
    const links = async () => (await simulator.account(uid)).relations.length;
    await simulator.fault({ kind: "lying_success", operation: "AddAccountRelation", times: 1 });
    const lie = await add(simulator, uid);
    expect(codeIn(lie)).toBe("200");
    expect(codeIn(await rawCall(simulator.port, { params: { RelationId: relationIdIn(lie) } }))).toBe(
      "InvalidParameter",
    );
    expect(await links()).toBe(0);

    await simulator.fault({ kind: "effect_delayed", gate: "later", memberUid: uid, times: 2 });
    expect(codeIn(await add(simulator, uid))).toBe("200");
    expect(codeIn(await add(simulator, uid))).toBe("200");
    expect(await links()).toBe(0);
    await simulator.release("later");
    expect(await links()).toBe(1);

    const other = await simulator.mintAccount();
    await simulator.fault({ kind: "reset_after", memberUid: other.uid });
    expect(await add(simulator, other.uid)).toMatchObject({ status: null, broke: "ECONNRESET" });
    expect((await simulator.account(other.uid)).linked).toBe(true);
  });

  it("late_visibility keeps the new relation from list and reads until then", async () => {
    const simulator = await testSimulator();
    const { uid } = await simulator.mintAccount();
    await simulator.fault({ kind: "late_visibility", gate: "seen", operation: "AddAccountRelation", times: 1 });
    const relationId = relationIdIn(await add(simulator, uid));
    const list = async () =>
      (
        await rawCall(simulator.port, {
          action: "QueryRelationList",
          params: { UserId: simulator.payerUid, PageSize: "100" },
        })
      ).text;
    const read = async () => codeIn(await rawCall(simulator.port, { params: { RelationId: relationId } }));
    expect(await simulator.relation(relationId)).toMatchObject({ state: "RELATED", shown: null });
    expect(await list()).not.toContain(relationId);
    expect(await read()).toBe("InvalidParameter");
    await simulator.release("seen");
    expect(await list()).toContain(relationId);
    expect(await read()).toBe("Success");
  });

  it("tells in the journal who was linked by which call, and finds it by the member's UID", async () => {
    const simulator = await testSimulator();
    const { uid } = await simulator.mintAccount();
    const relationId = relationIdIn(await add(simulator, uid));
    const events = await simulator.awaitEvents(`memberUid=${uid}&event=effect`);
    expect(events).toMatchObject([
      { verb: "MINT", relationId: null, by: "door" },
      { verb: "LINK", relationId, codes: [CASH], state: "RELATED" },
    ]);
    const [received] = await simulator.awaitEvents(`memberUid=${uid}&event=received`);
    expect(received).toMatchObject({ operation: "AddAccountRelation", clientRequestId: "link-1", call: events[1]?.by });
  });

  it("keeps accounts and links over a restart with the same journal", async () => {
    const first = await testSimulator();
    const { uid } = await first.mintAccount({ differentName: true, name: "留下" });
    const relationId = relationIdIn(await add(first, uid));
    await first.stop();
    const second = await testSimulator({ journal: first.journal });
    expect(await second.account(uid)).toMatchObject({ name: "留下", linked: true });
    expect(await second.relation(relationId)).toMatchObject({ state: "CONFIRMING", memberUid: uid });
    const { uid: another } = await second.mintAccount();
    expect(another).not.toBe(uid);
    expect(relationIdIn(await add(second, another))).not.toBe(relationId);
  });
});
