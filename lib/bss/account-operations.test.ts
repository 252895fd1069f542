import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parseRelationId, parseUid } from "@/lib/domain/ids";
import {
  type AnsweredCall,
  type ConfirmCommand,
  type CreateAccountCommand,
  createGateway,
  type GatewaySettings,
  type LinkCommand,
} from "./gateway";
import { answers, type ScriptedUpstream, samples, scriptedUpstream } from "./testing/scripted-upstream";

const present = <T>(value: T | null): T => {
  if (value === null) throw new Error("absent");
  return value;
};
const payer = present(parseUid("6210322125051645960"));
const member = present(parseUid("9007199254740993"));
const stranger = present(parseUid("1785287436011964"));
const relationId = present(parseRelationId("9223372036854775807"));

let upstream: ScriptedUpstream;
beforeEach(async () => {
  upstream = await scriptedUpstream();
});
afterEach(() => upstream[Symbol.asyncDispose]());

const gateway = (changes: Partial<GatewaySettings> = {}) =>
  createGateway({
    payer,
    endpoint: upstream.endpoint,
    stsEndpoint: upstream.endpoint,
    credentials: { kind: "key", accessKeyId: "an-id", accessKeySecret: "a-secret" },
    callTimeoutMs: 5_000,
    ratePerSecond: Number.POSITIVE_INFINITY,
    concurrency: 8,
    ...changes,
  });
const open = { fence: () => true };
const asPerson = { priority: "person", retry: false } as const;

const account: CreateAccountCommand = {
  loginEmail: "ops+1@example.com",
  accountAttr: null,
  enterpriseName: null,
  firstName: null,
  lastName: null,
  nationCode: null,
  provinceName: null,
  cityName: null,
  postcode: null,
};
const link: LinkCommand = {
  requestId: "op-1",
  payer,
  member,
  nickname: null,
  grant: { kind: "permissions", codes: ["CHECK_FINANCE_INFO", "FORBID_WITHDRAW_CASH"] },
};
const unlink = { requestId: "op-2", relationId, payer, member };
const confirm: ConfirmCommand = {
  requestId: "op-3",
  relationId,
  parent: payer,
  child: member,
  codes: ["CHECK_FINANCE_INFO"],
  confirmCode: "child_agree",
};
const between = {
  RelationType: "enterprise_group",
  ParentUserId: "6210322125051645960",
  ChildUserId: "9007199254740993",
};

describe("what goes out", () => {
  test("a new account's nine fields, and none that was left out", async () => {
    upstream.script(answers(samples.created));
    const all = {
      loginEmail: "ops+1@example.com",
      accountAttr: "1",
      enterpriseName: "东莞 & Co",
      firstName: "Zhicheng",
      lastName: "Wu",
      nationCode: "CN",
      provinceName: "Beijing",
      cityName: "Beijing",
      postcode: "350000",
    };
    await gateway().createAgAccount(all, open);
    await gateway().createAgAccount(account, open);
    expect(upstream.arrivals.map(({ action, method, query }) => ({ action, method, query }))).toEqual([
      {
        action: "CreateAgAccount",
        method: "POST",
        query: {
          LoginEmail: "ops+1@example.com",
          AccountAttr: "1",
          EnterpriseName: "东莞 & Co",
          FirstName: "Zhicheng",
          LastName: "Wu",
          NationCode: "CN",
          ProvinceName: "Beijing",
          CityName: "Beijing",
          Postcode: "350000",
        },
      },
      { action: "CreateAgAccount", method: "POST", query: { LoginEmail: "ops+1@example.com" } },
    ]);
  });

  test("a link with its codes, or with the role of a trusteeship, and a display name where there is one", async () => {
    upstream.script(answers(samples.linked));
    await gateway().addAccountRelation(link, open);
    await gateway().addAccountRelation({ ...link, nickname: "North", grant: { kind: "trusteeship" } }, open);
    expect(upstream.arrivals.map(({ action, query }) => ({ action, query }))).toEqual([
      {
        action: "AddAccountRelation",
        query: {
          RequestId: "op-1",
          ...between,
          "PermissionCodes.1": "CHECK_FINANCE_INFO",
          "PermissionCodes.2": "FORBID_WITHDRAW_CASH",
        },
      },
      {
        action: "AddAccountRelation",
        query: { RequestId: "op-1", ...between, ChildNick: "North", "RoleCodes.1": "trusteeship" },
      },
    ]);
  });

  test("an unlink, and an answer to an invitation from either side", async () => {
    upstream.script(answers(samples.modified));
    expect(await gateway().relieveAccountRelation(unlink, open)).toMatchObject({ kind: "accepted" });
    expect(await gateway().confirmRelation(confirm, open)).toMatchObject({ kind: "accepted" });
    expect(
      await gateway({ payer: member }).confirmRelation({ ...confirm, codes: [], confirmCode: "child_disagree" }, open),
    ).toMatchObject({ kind: "accepted" });
    const ofRelation = { RelationId: "9223372036854775807", ...between };
    expect(upstream.arrivals.map(({ action, query }) => ({ action, query }))).toEqual([
      { action: "RelieveAccountRelation", query: { RequestId: "op-2", ...ofRelation } },
      {
        action: "ConfirmRelation",
        query: {
          RequestId: "op-3",
          ...ofRelation,
          ConfirmCode: "child_agree",
          "PermissionCodes.1": "CHECK_FINANCE_INFO",
        },
      },
      { action: "ConfirmRelation", query: { RequestId: "op-3", ...ofRelation, ConfirmCode: "child_disagree" } },
    ]);
  });

  test("the two reads, one of them by GET alone", async () => {
    upstream.script(answers(samples.accountRelation), answers(samples.financialAccount));
    expect(await gateway().getAccountRelation(relationId, asPerson)).toMatchObject({
      kind: "accepted",
      value: {
        relationId,
        parent: payer,
        child: member,
        type: "enterprise_group",
        status: "RELATED",
        statusText: "RELATED 【已建立关联】",
        startTime: "1614669120000",
        endTime: "0",
        gmtModified: "2021-12-01",
      },
    });
    expect(await gateway().queryFinancialAccountInfo(member, asPerson)).toMatchObject({
      kind: "accepted",
      value: {
        accountType: "MEMBER",
        isFinancialAccount: true,
        memberGroupId: "9007199254740993",
        memberGroupName: "North",
        memberNickname: "test4",
        userName: "caiwuyun_test4",
      },
    });
    expect(upstream.arrivals).toMatchObject([
      { action: "GetAccountRelation", method: "GET", query: { RelationId: "9223372036854775807" } },
      { action: "QueryFinancialAccountInfo", method: "POST", query: { UserId: "9007199254740993" } },
    ]);
  });

  test("a relation that was not asked for is no answer", async () => {
    upstream.script(answers(samples.accountRelation));
    const other = present(parseRelationId("51463"));
    expect(await gateway().getAccountRelation(other, asPerson)).toMatchObject({
      kind: "ambiguous",
      reason: "odd_body",
    });
  });
});

describe("what never goes out", () => {
  const cases: [string, () => Promise<unknown>][] = [
    ["an account without LoginEmail", () => gateway().createAgAccount({ ...account, loginEmail: " " }, open)],
    ["an enterprise without a name", () => gateway().createAgAccount({ ...account, accountAttr: "1" }, open)],
    ["a LastName that is too long", () => gateway().createAgAccount({ ...account, lastName: "x".repeat(65) }, open)],
    ["another payer's link", () => gateway().addAccountRelation({ ...link, payer: stranger }, open)],
    ["a link to itself", () => gateway().addAccountRelation({ ...link, member: payer }, open)],
    [
      "a link that gives nothing",
      () => gateway().addAccountRelation({ ...link, grant: { kind: "permissions", codes: [] } }, open),
    ],
    [
      "a link with a code from storage that is not in the catalogue",
      () => gateway().addAccountRelation({ ...link, grant: { kind: "permissions", codes: JSON.parse('["x"]') } }, open),
    ],
    ["a link without RequestId", () => gateway().addAccountRelation({ ...link, requestId: "" }, open)],
    ["another payer's unlink", () => gateway().relieveAccountRelation({ ...unlink, payer: stranger }, open)],
    ["the member's unlink", () => gateway({ payer: member }).relieveAccountRelation(unlink, open)],
    ["an unlink without RequestId", () => gateway().relieveAccountRelation({ ...unlink, requestId: "" }, open)],
    ["an answer between others", () => gateway({ payer: stranger }).confirmRelation(confirm, open)],
    ["an answer without its word", () => gateway().confirmRelation({ ...confirm, confirmCode: "" }, open)],
    [
      "an answer with the page's phrase",
      () => gateway().confirmRelation({ ...confirm, confirmCode: "主账号取消确认" }, open),
    ],
    ["an answer without RequestId", () => gateway().confirmRelation({ ...confirm, requestId: "" }, open)],
  ];
  test.each(cases)("%s", async (_, send) => {
    upstream.script(answers(samples.modified));
    expect(await send()).toMatchObject({ kind: "unreachable", reason: "invalid_command" });
    expect(upstream.arrivals).toEqual([]);
  });

  test("what its fence keeps in", async () => {
    const shut = { fence: () => false };
    upstream.script(answers(samples.created));
    expect(await gateway().createAgAccount(account, shut)).toEqual({ kind: "fenced" });
    expect(await gateway().addAccountRelation(link, shut)).toEqual({ kind: "fenced" });
    expect(await gateway().relieveAccountRelation(unlink, shut)).toEqual({ kind: "fenced" });
    expect(await gateway().confirmRelation(confirm, { ...open, ready: async () => false })).toEqual({ kind: "fenced" });
    expect(upstream.arrivals).toEqual([]);
  });
});

describe("a new account", () => {
  const create = async (body: string, status = 200) => {
    upstream.script(answers(body, status));
    return gateway().createAgAccount(account, open);
  };
  const dto = (Mpk: string, Pk = '"9007199254740993"') => `{"Type":"BID","Pk":${Pk},"Mpk":${Mpk}}`;
  const own = '"6210322125051645960"';

  test("is there when Code, Pk and Mpk say so, with ids above 2^53 as text or number", async () => {
    expect(await create(samples.created)).toMatchObject({
      kind: "accepted",
      value: { pk: member, mpk: payer, type: "FINACE_CLOUD", ramAdminRoleName: "admin-role" },
      evidence: { code: "SUCCESS", requestId: "EAE08A27", success: true },
    });
    const numbers = dto("6210322125051645960", "9007199254740993");
    expect(await create(`{"Code":"200","AgRelationDto":${numbers}}`)).toMatchObject({
      kind: "accepted",
      value: { pk: member, mpk: payer, type: "BID", ramAdminRoleName: null },
      evidence: { success: null },
    });
  });

  test.each([
    "NOT_AUTHORIZED",
    "EMAIL_DOMAIN_NOT_AUTHORIZED",
    "OVER_MA_CREATE_ACCOUNT_QUOTA_LIMIT",
    "LOGIN_EMAIL_HAS_BEEN_USED",
  ])("is refused by %s under HTTP 200, even with Success true and a Pk", async (code) => {
    expect(await create(`{"Code":"${code}","Success":true,"AgRelationDto":${dto(own)}}`)).toMatchObject({
      kind: "refused",
      evidence: { status: 200, code },
    });
    expect(await create(`{"Code":"${code}","Success":false}`, 400)).toMatchObject({ kind: "refused" });
    expect(await create(`{"Code":"${code}"}`, 500)).toMatchObject({ kind: "ambiguous", reason: "server_error" });
    // Elsewhere these codes are nobody's refusal.
    expect(await gateway().relieveAccountRelation(unlink, open)).toMatchObject({ kind: "ambiguous" });
  });

  test.each([
    ["a Code nobody knows", `{"Code":"ACCOUNT_PENDING","Success":false}`, { reason: "unknown_code" }],
    ["Success false", `{"Code":"SUCCESS","Success":false,"AgRelationDto":${dto(own)}}`, { reason: "unknown_code" }],
    ["no AgRelationDto", `{"Code":"SUCCESS","Success":true}`, { reason: "odd_body" }],
    ["no Pk", `{"Code":"SUCCESS","AgRelationDto":{"Mpk":${own}}}`, { reason: "odd_body" }],
    ["a Pk that is none", `{"Code":"SUCCESS","AgRelationDto":${dto(own, '"12x"')}}`, { reason: "odd_body" }],
    ["no Mpk", `{"Code":"SUCCESS","AgRelationDto":{"Pk":"1"}}`, { reason: "odd_body" }],
    ["another Mpk", `{"Code":"SUCCESS","AgRelationDto":${dto('"1785287436011964"')}}`, { reason: "other_payer" }],
    [
      "an Mpk rounded on its way",
      `{"Code":"200","AgRelationDto":${dto("6210322125051646000")}}`,
      { reason: "other_payer" },
    ],
    [
      "keys in lower case, as an older page has them",
      `{"code":"SUCCESS","requestId":"R-1","success":true,"data":{"AgRelationDto":${dto(own)}}}`,
      { reason: "lower_case_keys", evidence: { code: "SUCCESS", requestId: "R-1", success: true, status: 200 } },
    ],
    [
      "a refusal in lower case",
      `{"code":"NOT_AUTHORIZED","message":"for ops+1@example.com","data":null}`,
      {
        reason: "lower_case_keys",
        evidence: { code: "NOT_AUTHORIZED", message: "for [e-mail]", requestId: "HEADER-ID" },
      },
    ],
  ])("is in doubt with %s", async (_, body, expected) => {
    expect(await create(body)).toMatchObject({ kind: "ambiguous", ...expected });
  });

  test("is throttled, unreachable or refused by the gateway like any other write", async () => {
    expect(await create('{"Code":"Throttling.User"}', 503)).toMatchObject({ kind: "throttled" });
    expect(await create('{"Code":"Forbidden.RAM"}', 403)).toMatchObject({ kind: "refused" });
    expect(upstream.arrivals).toHaveLength(2);
  });
});

describe("the LoginEmail stays in", () => {
  const odd = 'Ops, "North" desk@no dots';
  const spellings = (email: string) => [email, email.toUpperCase(), encodeURIComponent(email)];
  const everywhere = (said: string) =>
    JSON.stringify({
      Code: `USED:${said}`,
      Message: `loginEmail=${said},has used; ${"x".repeat(200)} ${said}`,
      RequestId: said,
      HostId: said,
      Success: true,
      AgRelationDto: { Type: said, Pk: "9007199254740993", Mpk: payer, RamAdminRoleName: `role of ${said}` },
    });

  test.each([account.loginEmail, odd, "no-at-sign"])("out of every answer that repeats %s", async (loginEmail) => {
    const kept: string[] = [];
    for (const said of spellings(loginEmail)) {
      const accepted = everywhere(said).replace(/"Code":"[^,]*"/, '"Code":"SUCCESS"');
      for (const [body, status] of [
        [everywhere(said), 200],
        [everywhere(said), 400],
        [accepted, 200],
        [said, 502],
      ] as const) {
        upstream.script(answers(body, status));
        const told: AnsweredCall[] = [];
        const subject = gateway({ onAnswer: (call) => told.push(call) });
        kept.push(JSON.stringify([await subject.createAgAccount({ ...account, loginEmail }, open), told]));
      }
    }
    const secrets = spellings(loginEmail).map((text) => JSON.stringify(text).slice(1, -1).toLowerCase());
    for (const text of kept) for (const secret of secrets) expect(text.toLowerCase()).not.toContain(secret);
    expect(kept.join()).toContain("has used");
    expect(kept.join()).toContain('"kind":"accepted"');
  });

  test("out of the failures whose errors hold the whole URL, and out of what the process writes", async () => {
    const written: string[] = [];
    const streams = [process.stdout, process.stderr];
    const writes = streams.map((stream) => stream.write);
    for (const stream of streams) {
      stream.write = (chunk: string | Uint8Array) => {
        written.push(String(chunk));
        return true;
      };
    }
    try {
      upstream.script((response) => response.destroy());
      const refusedHost = { protocol: "http", host: "127.0.0.1:1" } as const;
      const ends = [
        await gateway().createAgAccount(account, open),
        await gateway({ endpoint: refusedHost }).createAgAccount(account, open),
        await gateway({ endpoint: { protocol: "http", host: "no-such-host.invalid" } }).createAgAccount(account, open),
      ];
      upstream.script(() => undefined);
      ends.push(await gateway({ callTimeoutMs: 100 }).createAgAccount(account, open));
      expect(ends.map(({ kind }) => kind)).toEqual(["ambiguous", "unreachable", "unreachable", "ambiguous"]);
      written.push(JSON.stringify(ends));
    } finally {
      streams.forEach((stream, at) => {
        stream.write = writes[at] ?? stream.write;
      });
    }
    expect(written.join("")).not.toMatch(/ops(\+|%2b)1/i);
  });
});

describe("a link", () => {
  test("is accepted with its RelationId, digit by digit, or without one", async () => {
    upstream.script(
      answers(samples.linked),
      answers(samples.modified),
      answers('{"Code":"200","Success":true,"Data":{"RelationId":"none"}}'),
      answers('{"Code":"200","Success":true}'),
    );
    const found = [];
    for (let call = 0; call < 4; call += 1) found.push(await gateway().addAccountRelation(link, open));
    expect(found).toMatchObject([
      { kind: "accepted", value: { relationId: "9223372036854775807" } },
      { kind: "accepted", value: { relationId: null } },
      { kind: "accepted", value: { relationId: null } },
      { kind: "accepted", value: { relationId: null } },
    ]);
  });

  test("needs Success, like every write of a relation", async () => {
    upstream.script(answers('{"Code":"200","Data":{"RelationId":5}}'));
    expect(await gateway().addAccountRelation(link, open)).toMatchObject({ kind: "ambiguous", reason: "odd_body" });
    expect(await gateway().confirmRelation(confirm, open)).toMatchObject({ kind: "ambiguous", reason: "odd_body" });
  });
});

describe("figures", () => {
  test("every attempt is told of, with what came and how long it took", async () => {
    const told: AnsweredCall[] = [];
    const subject = gateway({ onAnswer: (call) => told.push(call) });
    upstream.script(
      answers('{"Code":"Throttling.User","RequestId":"D"}', 503, { "x-acs-retry-after": "50" }),
      answers(samples.permissionList),
      answers('{"Code":"NoPermission","RequestId":"C"}', 403),
      (response) => response.destroy(),
    );
    await subject.queryPermissionList(relationId, { priority: "sweep" });
    await subject.relieveAccountRelation(unlink, open);
    await subject.createAgAccount(account, open);
    await subject.confirmRelation(confirm, { fence: () => false });
    expect(told).toMatchObject([
      { action: "QueryPermissionList", kind: "throttled", status: 503, code: "Throttling.User", requestId: "D" },
      { action: "QueryPermissionList", kind: "accepted", status: 200, code: "Success", isWrite: false },
      { action: "RelieveAccountRelation", kind: "refused", status: 403, code: "NoPermission", isWrite: true },
      { action: "CreateAgAccount", kind: "ambiguous", status: null, code: null, requestId: null },
      { action: "ConfirmRelation", kind: "fenced", status: null, durationMs: 0, isWrite: true },
    ]);
    for (const { durationMs } of told) expect(durationMs).toBeGreaterThanOrEqual(0);
  });

  test("a listener that throws costs no answer", async () => {
    upstream.script(answers(samples.created));
    const subject = gateway({
      onAnswer: () => {
        throw new Error("no room for figures");
      },
    });
    expect(await subject.createAgAccount(account, open)).toMatchObject({ kind: "accepted" });
  });

  test("what waits and what began can be read", async () => {
    const allowedPerSecond = 1_000;
    const subject = gateway({ concurrency: 1, ratePerSecond: allowedPerSecond });
    expect(subject.load()).toEqual({ waiting: 0, begunLastSecond: 0, allowedPerSecond });
    const seen: unknown[] = [];
    upstream.script((response, arrival) => {
      seen.push(subject.load());
      answers(samples.permissionList)(response, arrival);
    });
    await Promise.all([1, 2, 3].map(() => subject.queryPermissionList(relationId, asPerson)));
    expect(seen).toEqual([
      { waiting: 2, begunLastSecond: 1, allowedPerSecond },
      { waiting: 1, begunLastSecond: 2, allowedPerSecond },
      { waiting: 0, begunLastSecond: 3, allowedPerSecond },
    ]);
    expect(subject.load()).toEqual({ waiting: 0, begunLastSecond: 3, allowedPerSecond });
  });
});
