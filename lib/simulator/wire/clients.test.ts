import { describe, expect, it } from "vitest";
import { z } from "zod";
import { officialCall } from "@/lib/simulator/testing/official-sdk";
import { olderCall } from "@/lib/simulator/testing/older-sdk";
import { testSimulator } from "@/lib/simulator/testing/test-simulator";

/** Ids as text: the older SDK turns large integers into objects that print their digits. */
const id = z.unknown().transform(String);
const listSchema = z.object({
  Code: z.literal("Success"),
  Success: z.literal(true),
  RequestId: z.string(),
  Data: z.object({
    PageNum: z.number(),
    PageSize: z.number(),
    TotalCount: z.number(),
    FinancialRelationInfoList: z.array(z.looseObject({ RelationId: id, AccountId: id, State: z.string() })),
  }),
});
const permissionsSchema = z.object({
  Code: z.literal("Success"),
  Data: z.looseObject({
    MasterId: id,
    MemberId: id,
    State: z.string(),
    PermissionList: z.array(
      z.object({ PermissionCode: z.string(), PermissionName: z.string(), StartTime: z.string(), EndTime: z.string() }),
    ),
  }),
});
const identitySchema = z.looseObject({ AccountId: z.string(), Arn: z.string(), IdentityType: z.string() });

type Query = { readonly [name: string]: string | readonly string[] };
type Caller = (port: number, action: string, query: Query) => Promise<unknown>;

/** Digits of 16 and more become text, which is what a client that keeps them exact has to do. */
const exact = (text: string): unknown => JSON.parse(text.replace(/([:[,])(\d{16,})(?=[,}\]])/g, '$1"$2"'));
const version = (action: string) => (action === "GetCallerIdentity" ? "2015-04-01" : "2017-12-14");

const CLIENTS: readonly (readonly [string, Caller])[] = [
  [
    "the official SDK, ACS3-HMAC-SHA256",
    async (port, action, query) => exact((await officialCall(port, action, query, { version: version(action) })).body),
  ],
  [
    "the official SDK, HMAC-SHA1",
    async (port, action, query) =>
      exact((await officialCall(port, action, query, { version: version(action), signatureAlgorithm: "v2" })).body),
  ],
  [
    "the older SDK, GET",
    (port, action, query) => olderCall(port, action, query, { apiVersion: version(action), method: "GET" }),
  ],
  [
    "the older SDK, POST form",
    (port, action, query) => olderCall(port, action, query, { apiVersion: version(action), method: "POST" }),
  ],
];

describe.each(CLIENTS)("%s", (_name, call) => {
  it("asks who it is", async () => {
    const { port, payerUid } = await testSimulator();
    const identity = identitySchema.parse(await call(port, "GetCallerIdentity", {}));
    expect(identity).toMatchObject({
      AccountId: payerUid,
      UserId: payerUid,
      PrincipalId: payerUid,
      Arn: `acs:ram::${payerUid}:root`,
      IdentityType: "Account",
    });
  });

  it("lists relations with exact ids above 2^53", async () => {
    const { port, payerUid } = await testSimulator();
    const query = { UserId: payerUid, PageNum: "1", PageSize: "100", StatusList: ["RELATED", "CHANGE_CONFIRMING"] };
    const { Data } = listSchema.parse(await call(port, "QueryRelationList", query));
    expect(Data.TotalCount).toBe(Data.FinancialRelationInfoList.length);
    const accounts = Data.FinancialRelationInfoList.map((row) => row.AccountId);
    expect(accounts).toEqual(expect.arrayContaining(["6210322125051645960", "9007199254740993"]));
    expect(Data.FinancialRelationInfoList[0]).toMatchObject({
      RelationId: "51463",
      AccountName: "华东云帆物流有限公司",
    });
  });

  it("adds two codes, reads them back, deletes one", async () => {
    const { port, payerUid, mint } = await testSimulator();
    const { relationId, memberUid } = await mint({ memberUid: "9007199254740997", relationId: "9007199254749999" });
    const base = {
      RelationId: relationId,
      ParentUserId: payerUid,
      ChildUserId: memberUid,
      RelationType: "enterprise_group",
      ChildNick: "华东 sales & R+D/*~'(!)",
    };
    const read = async () => {
      const { Data } = permissionsSchema.parse(await call(port, "QueryPermissionList", { RelationId: relationId }));
      expect(Data).toMatchObject({ MasterId: payerUid, MemberId: memberUid, State: "RELATED" });
      return Data.PermissionList.filter((row) => row.EndTime === "").map((row) => row.PermissionCode);
    };
    expect(await read()).toEqual([]);

    const codes = ["FORBID_WITHDRAW_CASH", "SYNCHRONIZE_FINANCE_IDENTITY"];
    const added = await call(port, "ModifyAccountRelation", {
      ...base,
      RelationOperation: "ADD",
      RequestId: "request-1 中",
      PermissionCodes: codes,
    });
    expect(added).toMatchObject({
      Code: "200",
      Success: true,
      RequestId: "request-1 中",
      Data: { HostId: "127.0.0.1" },
    });
    expect(await read()).toEqual(["forbid_withdraw_cash", "allow_synchronize_finance_identity"]);

    await call(port, "ModifyAccountRelation", {
      ...base,
      RelationOperation: "DELETE",
      RequestId: "request-2",
      PermissionCodes: ["FORBID_WITHDRAW_CASH"],
    });
    expect(await read()).toEqual(["allow_synchronize_finance_identity"]);
  });

  it("meets the vendor's error body", async () => {
    const { port } = await testSimulator();
    const refused = call(port, "QueryPermissionList", {});
    await expect(refused).rejects.toMatchObject({
      code: "MissingRelationId",
      data: { HostId: "business.aliyuncs.com", Message: "RelationId is mandatory for this action." },
    });
  });
});

describe("what only one of the SDKs shows", () => {
  it("gives the official one status, request id and wait of a throttled call", async () => {
    const { port, payerUid, fault } = await testSimulator();
    await fault({ kind: "throttle", retryAfterMs: 1500, times: 1 });
    await expect(officialCall(port, "QueryRelationList", { UserId: payerUid })).rejects.toMatchObject({
      name: "ThrottlingError",
      code: "Throttling.User",
      statusCode: 503,
      retryAfter: 1500,
    });
  });

  it("promises no end of an idle connection, so that no call meets a reset that nobody ordered", async () => {
    const { port, payerUid } = await testSimulator();
    const { headers } = await officialCall(port, "QueryRelationList", { UserId: payerUid });
    expect(headers).toMatchObject({ connection: "keep-alive" });
    expect(headers).not.toHaveProperty("keep-alive");
  });

  it("takes a temporary key with its token from both, and refuses it without", async () => {
    const { port, payerUid } = await testSimulator();
    const temporary = { accessKeyId: "STS.demo-payer", securityToken: "token" };
    const { statusCode } = await officialCall(port, "QueryRelationList", { UserId: payerUid }, temporary);
    expect(statusCode).toBe(200);
    await expect(olderCall(port, "QueryRelationList", { UserId: payerUid }, temporary)).resolves.toMatchObject({
      Success: true,
    });
    await expect(
      olderCall(port, "QueryRelationList", { UserId: payerUid }, { accessKeyId: "STS.demo-payer" }),
    ).rejects.toMatchObject({ code: "MissingSecurityToken" });
  });

  it("names the access denied to a key without rights", async () => {
    const { port, payerUid } = await testSimulator();
    const denied = officialCall(port, "QueryRelationList", { UserId: payerUid }, { accessKeyId: "demo-norights" });
    await expect(denied).rejects.toMatchObject({
      code: "Forbidden.RAM",
      statusCode: 403,
      accessDeniedDetail: { AuthAction: "bssapi:QueryRelationList", AuthPrincipalOwnerId: payerUid },
    });
  });
});
