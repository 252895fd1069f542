import { describe, expect, it } from "vitest";
import { z } from "zod";
import { ManualClock } from "@/lib/simulator/testing/manual-clock";
import { olderCall } from "@/lib/simulator/testing/older-sdk";
import { type RawAnswer, type RawCall, rawCall, send } from "@/lib/simulator/testing/raw-client";
import { type TestSimulator, testSimulator } from "@/lib/simulator/testing/test-simulator";

const errorSchema = z.looseObject({
  RequestId: z.string(),
  HostId: z.string(),
  Code: z.string(),
  Message: z.string(),
  Recommend: z.string(),
});

function errorOf(answer: RawAnswer) {
  const body = errorSchema.parse(JSON.parse(answer.text));
  expect(answer.headers["x-acs-request-id"]).toBe(body.RequestId);
  expect(answer.headers["content-type"]).toContain("application/json");
  return { status: answer.status, ...body };
}

const READ = { RelationId: "51463" };
const MODIFY = {
  RelationId: "51463",
  RelationOperation: "ADD",
  RequestId: "r",
  "PermissionCodes.1": "CHECK_FINANCE_INFO",
};
const text = (date: number) => `${new Date(date).toISOString().slice(0, 19)}Z`;

describe("a call that is not proven", () => {
  const now = Date.now();
  const cases: readonly (readonly [string, RawCall, number, string])[] = [
    ["a wrong secret", { secret: "other" }, 400, "SignatureDoesNotMatch"],
    [
      "another action than the signed one",
      { tampered: { "x-acs-action": "QueryRelationList" } },
      400,
      "SignatureDoesNotMatch",
    ],
    ["another host than the signed one", { tampered: { host: "business.aliyuncs.com" } }, 400, "SignatureDoesNotMatch"],
    ["a content hash of something else", { tampered: { "x-acs-content-sha256": "00" } }, 400, "SignatureDoesNotMatch"],
    ["an unknown key", { accessKeyId: "demo-nobody" }, 404, "InvalidAccessKeyId.NotFound"],
    ["a member that does not exist", { accessKeyId: "member-42" }, 404, "InvalidAccessKeyId.NotFound"],
    ["a date 16 minutes old", { date: text(now - 16 * 60_000) }, 400, "InvalidTimeStamp.Expired"],
    ["a date 16 minutes ahead", { date: text(now + 16 * 60_000) }, 400, "InvalidTimeStamp.Expired"],
    ["a date of another form", { date: "Sun, 22 Nov 2026" }, 400, "InvalidTimeStamp.Format"],
    ["a temporary key without its token", { accessKeyId: "STS.demo-payer" }, 400, "MissingSecurityToken"],
    ["no readable Authorization", { tampered: { authorization: "ACS3-HMAC-SHA256 x" } }, 400, "IncompleteSignature"],
    ["no nonce", { tampered: { "x-acs-signature-nonce": "" } }, 400, "Missingx-acs-signature-nonce"],
    ["another version", { version: "2018-01-01" }, 400, "InvalidVersion"],
    ["an operation that is not there", { action: "QueryBill" }, 404, "InvalidAction.NotFound"],
    ["an STS operation under the BSS version", { action: "GetCallerIdentity" }, 404, "InvalidAction.NotFound"],
    ["another path", { path: "/base/" }, 404, "InvalidAction.NotFound"],
    ["another method", { method: "PUT" }, 405, "UnsupportedHTTPMethod"],
    ["another format", { params: { ...READ, Format: "XML" } }, 400, "InvalidParameter"],
  ];

  it.each(cases)("is refused: %s", async (_name, call, status, code) => {
    const { port } = await testSimulator();
    expect(errorOf(await rawCall(port, { params: READ, ...call }))).toMatchObject({ status, Code: code });
  });

  it("is accepted within fifteen minutes of the server's clock", async () => {
    const clock = new ManualClock();
    const { port } = await testSimulator({ clock });
    for (const drift of [-15, -1, 0, 15]) {
      const answer = await rawCall(port, { params: READ, date: text(clock.now() + drift * 60_000) });
      expect(answer.status).toBe(200);
    }
  });

  it("is refused when its nonce was used by the same key", async () => {
    const { port } = await testSimulator();
    const call = { params: READ, nonce: "same" };
    expect((await rawCall(port, call)).status).toBe(200);
    expect(errorOf(await rawCall(port, call))).toMatchObject({ status: 400, Code: "SignatureNonceUsed" });
    expect((await rawCall(port, { ...call, accessKeyId: "demo-readonly" })).status).toBe(200);
  });

  it("does not use up the nonce of somebody else by a forged call", async () => {
    const { port } = await testSimulator();
    expect((await rawCall(port, { params: READ, nonce: "same", secret: "other" })).status).toBe(400);
    expect((await rawCall(port, { params: READ, nonce: "same" })).status).toBe(200);
  });

  it("is told the string that the server signed", async () => {
    const { port } = await testSimulator();
    const { Message } = errorOf(await rawCall(port, { params: READ, secret: "other" }));
    expect(Message).toMatch(/server StringToSign is \[ACS3-HMAC-SHA256\n[0-9a-f]{64}\]/);
    expect(Message).toContain("RelationId=51463\nhost:127.0.0.1");
    const older = olderCall(port, "QueryPermissionList", READ, { accessKeySecret: "other" });
    await expect(older).rejects.toThrow(/server string to sign is:GET&%2F&AccessKeyId%3Ddemo-payer%26Action%3D/);
  });

  it("needs a key at all", async () => {
    const { port } = await testSimulator();
    const bare = { "x-acs-action": "QueryPermissionList", "x-acs-version": "2017-12-14" };
    expect(errorOf(await send(port, "POST", "/?RelationId=51463", bare)).Code).toBe("MissingAccessKeyId");
    expect(errorOf(await send(port, "GET", "/", {})).Code).toBe("MissingAction");
    expect(errorOf(await send(port, "GET", "/?Action=QueryBill", {})).Code).toBe("MissingVersion");
    const path = "/?Action=QueryPermissionList&Version=2017-12-14&AccessKeyId=demo-payer";
    expect(errorOf(await send(port, "GET", path, {})).Code).toBe("MissingSignature");
    const method = `${path}&Signature=x&SignatureMethod=HMAC-SHA256`;
    expect(errorOf(await send(port, "GET", method, {})).Code).toBe("InvalidSignatureMethod");
  });

  it("survives a request that is no HTTP and a body of megabytes", async () => {
    const { port } = await testSimulator();
    const large = await send(port, "POST", "/", {}, { body: "x".repeat(2_000_000) });
    expect(large).toMatchObject({ status: null });
    expect(errorOf(await send(port, "GET", "/?%E0%A4%A=%&Version=2017-12-14&Action=a%zz", {})).Code).toBe(
      "InvalidAction.NotFound",
    );
    expect((await rawCall(port, { params: READ })).status).toBe(200);
  });
});

describe("rights", () => {
  const read = (simulator: TestSimulator, accessKeyId: string, call: RawCall) =>
    rawCall(simulator.port, { ...call, accessKeyId });

  it("let a read-only key read and not write", async () => {
    const simulator = await testSimulator();
    expect((await read(simulator, "demo-readonly", { params: READ })).status).toBe(200);
    const denied = errorOf(await read(simulator, "demo-readonly", { action: "ModifyAccountRelation", params: MODIFY }));
    expect(denied).toMatchObject({
      status: 403,
      Code: "NoPermission",
      AccessDeniedDetail: { AuthAction: "bssapi:ModifyAccountRelation", NoPermissionType: "ImplicitDeny" },
    });
    expect(denied.Message).toContain("Action: bssapi:ModifyAccountRelation");
  });

  it("leave a key without rights its own identity only", async () => {
    const simulator = await testSimulator();
    expect(errorOf(await read(simulator, "demo-norights", { params: READ })).Code).toBe("Forbidden.RAM");
    const sts = { action: "GetCallerIdentity", version: "2015-04-01" };
    const identity: unknown = JSON.parse((await read(simulator, "demo-norights", sts)).text);
    expect(identity).toMatchObject({
      AccountId: simulator.payerUid,
      IdentityType: "RAMUser",
      Arn: `acs:ram::${simulator.payerUid}:user/norights`,
      UserId: expect.not.stringMatching(simulator.payerUid),
    });
    const bad = errorOf(await rawCall(simulator.port, { ...sts, secret: "other" }));
    expect(bad.HostId).toBe("sts.aliyuncs.com");
  });

  it("show a member its own relation and nobody else's", async () => {
    const simulator = await testSimulator();
    const mine = await simulator.mint();
    const other = await simulator.mint();
    const accessKeyId = `member-${mine.memberUid}`;
    const list = await read(simulator, accessKeyId, {
      action: "QueryRelationList",
      params: { UserId: mine.memberUid },
    });
    expect(list.text).toContain('"TotalCount":1');
    expect(list.text).toContain(`"AccountId":${simulator.payerUid}`);
    expect(list.text).toContain('"AccountType":"MASTER"');
    expect((await read(simulator, accessKeyId, { params: { RelationId: mine.relationId } })).status).toBe(200);
    const foreign = await read(simulator, accessKeyId, { params: { RelationId: other.relationId } });
    expect(errorOf(foreign).Code).toBe("NotAuthorized");
    const params = { ...MODIFY, RelationId: mine.relationId };
    const modify = await read(simulator, accessKeyId, { action: "ModifyAccountRelation", params });
    expect(errorOf(modify).Code).toBe("InvalidOwner");
  });

  it("refuse a change where the payer is itself the member", async () => {
    const simulator = await testSimulator();
    const [master] = await simulator.find("counterpart=MASTER");
    const params = { ...MODIFY, RelationId: master?.relationId ?? "" };
    const answer = await rawCall(simulator.port, { action: "ModifyAccountRelation", params });
    expect(errorOf(answer)).toMatchObject({ status: 400, Code: "InvalidOwner" });
  });
});

describe("parameters", () => {
  const modify = (change: Record<string, string>) => ({
    action: "ModifyAccountRelation",
    params: { ...MODIFY, ...change },
  });
  const cases: readonly (readonly [string, RawCall, string])[] = [
    ["without a required one", { params: {} }, "MissingRelationId"],
    ["with an empty required one", { params: { RelationId: "" } }, "MissingRelationId"],
    ["with letters for a Long", { params: { RelationId: "abc" } }, "InvalidParameter"],
    ["with a Long above 2^63", { params: { RelationId: "9223372036854775808" } }, "InvalidParameter"],
    ["with a decimal point", { params: { RelationId: "51463.0" } }, "InvalidParameter"],
    ["with an unknown one", { params: { ...READ, RelationID: "1" } }, "InvalidParameter"],
    ["with an id that does not exist", { params: { RelationId: "1" } }, "InvalidParameter"],
    [
      "with an Integer above 2^31",
      { action: "QueryRelationList", params: { UserId: "1", PageSize: "2147483648" } },
      "InvalidParameter",
    ],
    ["without the operation", modify({ RelationOperation: "" }), "MissingRelationOperation"],
    ["without the request id", modify({ RequestId: "" }), "MissingRequestId"],
    ["with another operation", modify({ RelationOperation: "REPLACE" }), "InvalidParameter"],
    ["with a lower-case code", modify({ "PermissionCodes.1": "check_finance_info" }), "InvalidParameter"],
    ["with a list not numbered", modify({ PermissionCodes: "CHECK_FINANCE_INFO" }), "InvalidParameter"],
    ["with a list from 0", modify({ "PermissionCodes.0": "CHECK_FINANCE_INFO" }), "InvalidParameter"],
    ["with roles", modify({ "RoleCodes.1": "trusteeship" }), "InvalidParameter"],
    ["with another relation type", modify({ RelationType: "FinancialManagement" }), "InvalidParameter"],
    ["with another child", modify({ ChildUserId: "1512996702208737" }), "InvalidParameter"],
  ];

  it.each(cases)("are refused %s", async (_name, call, code) => {
    const { port } = await testSimulator();
    expect(errorOf(await rawCall(port, call))).toMatchObject({ status: 400, Code: code });
  });

  it("are refused without codes and without any id", async () => {
    const { port } = await testSimulator();
    const base = { RelationOperation: "ADD", RequestId: "r" };
    for (const params of [
      { ...base, RelationId: "51463" },
      { ...base, "PermissionCodes.1": "CHECK_FINANCE_INFO" },
    ]) {
      const answer = await rawCall(port, { action: "ModifyAccountRelation", params });
      expect(errorOf(answer).Code).toBe("MissingParameter");
    }
  });

  it("name a relation by parent, child and type as well", async () => {
    const { port, payerUid, mint, relation } = await testSimulator();
    const { relationId, memberUid } = await mint();
    const { RelationId: _id, ...rest } = MODIFY;
    const params = { ...rest, ParentUserId: payerUid, ChildUserId: memberUid, RelationType: "enterprise_group" };
    expect((await rawCall(port, { action: "ModifyAccountRelation", params })).status).toBe(200);
    expect((await relation(relationId)).codes).toEqual(["CHECK_FINANCE_INFO"]);
  });

  it("list pages of 20 in the states in effect unless told otherwise, times to the minute", async () => {
    const { port, payerUid } = await testSimulator({ members: 200 });
    const { text: body } = await rawCall(port, { action: "QueryRelationList", params: { UserId: payerUid } });
    const states = new Set(body.match(/"State":"\w+"/g));
    expect(states).toEqual(new Set(['"State":"RELATED"', '"State":"CHANGE_CONFIRMING"']));
    expect(body).toContain('"PageNum":1,"PageSize":20,');
    expect(body.match(/"SetupTime":"\d{4}-\d\d-\d\dT\d\d:\d\dZ"/g)).toHaveLength(20);
    expect(body.match(/"EndTime":""/g)).toHaveLength(20);
  });
});
