import { readFileSync } from "node:fs";
import { CreateAgAccountRequest, QueryFinancialAccountInfoRequest } from "@alicloud/bssopenapi20171214";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { decideCreate } from "@/lib/simulator/create";
import { emailDigest, masked } from "@/lib/simulator/login-email";
import { DEFAULT_SWITCHES } from "@/lib/simulator/switches";
import { officialClient } from "@/lib/simulator/testing/official-sdk";
import { olderCall } from "@/lib/simulator/testing/older-sdk";
import { type RawAnswer, rawCall } from "@/lib/simulator/testing/raw-client";
import { type TestSimulator, testSimulator } from "@/lib/simulator/testing/test-simulator";

const ADDRESS = "wang.fang@members.demo.example";

const create = (simulator: TestSimulator, params: Record<string, string> = {}, accessKeyId = "demo-payer") =>
  rawCall(simulator.port, {
    action: "CreateAgAccount",
    params: { LoginEmail: ADDRESS, LastName: "Wang", FirstName: "Fang", ...params },
    accessKeyId,
  });
const info = (simulator: TestSimulator, uid: string, accessKeyId = "demo-payer") =>
  rawCall(simulator.port, { action: "QueryFinancialAccountInfo", params: { UserId: uid }, accessKeyId });
const list = (simulator: TestSimulator) =>
  rawCall(simulator.port, {
    action: "QueryRelationList",
    params: { UserId: simulator.payerUid, PageSize: "100", "StatusList.1": "RELATED" },
  });

const answerSchema = z.looseObject({
  Code: z.string(),
  Success: z.boolean(),
  AgRelationDto: z
    .object({ Type: z.string(), Pk: z.string(), RamAdminRoleName: z.string(), Mpk: z.string() })
    .optional(),
});
const bodyOf = (answer: RawAnswer) => answerSchema.parse(JSON.parse(answer.text));
const codeIn = (answer: RawAnswer) => /"[Cc]ode":"([^"]+)"/.exec(answer.text)?.[1];
const pkIn = (answer: RawAnswer) => /"Pk":"(\d+)"/.exec(answer.text)?.[1] ?? "";

describe("CreateAgAccount", () => {
  it("creates an account with all nine fields, through the official SDK", async () => {
    const simulator = await testSimulator();
    const client = officialClient(simulator.port);
    const { body } = await client.createAgAccount(
      new CreateAgAccountRequest({
        loginEmail: ADDRESS,
        accountAttr: "1",
        enterpriseName: "Dongguan ChuangNeng Electric Appliance Co., Ltd",
        firstName: "Zhicheng",
        lastName: "Wu",
        nationCode: "CN",
        provinceName: "Beijing",
        cityName: "Beijing",
        postcode: "350000",
      }),
    );
    expect(body).toMatchObject({
      code: "Success",
      success: true,
      agRelationDto: { type: "FINACE_CLOUD", ramAdminRoleName: "admin-role", mpk: simulator.payerUid },
    });
    const pk = body?.agRelationDto?.pk ?? "";
    const [created, ...more] = await simulator.accounts("origin=created");
    expect(more).toEqual([]);
    expect(created).toMatchObject({ uid: pk, linked: true, relations: [{ state: "RELATED" }] });
    const [relationId = ""] = created?.relations.map((relation) => relation.relationId) ?? [];
    expect(await simulator.relation(relationId)).toMatchObject({
      memberUid: pk,
      type: "FinancialManagement",
      codes: [],
    });
    expect((await list(simulator)).text).toContain(`"RelationId":${relationId},"AccountId":${pk}`);
    const seen = await client.queryFinancialAccountInfo(new QueryFinancialAccountInfoRequest({ userId: Number(pk) }));
    expect(seen.body?.data).toMatchObject({ accountType: "MEMBER", isFinancialAccount: true });
  });

  it("answers the older SDK, and gives every account a Pk of its own", async () => {
    const simulator = await testSimulator();
    const answers = [];
    for (const user of ["a", "b"]) {
      const params = { LoginEmail: `${user}@members.demo.example` };
      answers.push(answerSchema.parse(await olderCall(simulator.port, "CreateAgAccount", params, { method: "POST" })));
    }
    expect(new Set(answers.map(({ AgRelationDto }) => AgRelationDto?.Pk)).size).toBe(2);
  });

  const refusals: readonly (readonly [string, object, Record<string, string>, string, string])[] = [
    ["a caller that is no reseller", { reseller: false }, {}, "NOT_AUTHORIZED", "NotAuthorized"],
    [
      "another domain than the one applied for",
      {},
      { LoginEmail: "a@elsewhere.example" },
      "EMAIL_DOMAIN_NOT_AUTHORIZED",
      "EMAIL_DOMAIN_NOT_AUTHORIZED",
    ],
    [
      "one more than the quota",
      { createQuota: 0 },
      {},
      "OVER_MA_CREATE_ACCOUNT_QUOTA_LIMIT",
      "OVER_MA_CREATE_ACCOUNT_QUOTA_LIMIT",
    ],
  ];
  it.each(refusals)("createErrors: refuses %s with HTTP 200 or 400", async (_name, config, params, code, common) => {
    const simulator = await testSimulator({ config });
    const documented = await create(simulator, params);
    expect(documented.status).toBe(200);
    expect(bodyOf(documented)).toMatchObject({ Code: code, Success: false });
    await simulator.switches({ createErrors: "http400" });
    const other = await create(simulator, params);
    expect([other.status, codeIn(other)]).toEqual([400, common]);
    expect(await simulator.accounts("origin=created")).toEqual([]);
  });

  it("emailDomain: any domain when there is none", async () => {
    const simulator = await testSimulator({ config: { emailDomain: null } });
    expect(codeIn(await create(simulator, { LoginEmail: "a@elsewhere.example" }))).toBe("Success");
  });

  it("usedEmailPk: an address in use is Success:true with one Pk, another, or none", async () => {
    const simulator = await testSimulator();
    const pk = pkIn(await create(simulator));
    const again = () => create(simulator, { LoginEmail: ADDRESS.toUpperCase() });
    const used = { Code: "LOGIN_EMAIL_HAS_BEEN_USED", Success: true };
    expect(bodyOf(await again())).toMatchObject({ ...used, AgRelationDto: { Pk: pk, Type: "FINACE_CLOUD" } });
    await simulator.switches({ usedEmailPk: "leftover" });
    expect(bodyOf(await again())).toMatchObject({ ...used, AgRelationDto: { Pk: "1728240534507590" } });
    await simulator.switches({ usedEmailPk: "none" });
    const bare = bodyOf(await again());
    expect(bare).toMatchObject({ ...used, Message: `loginEmail=${ADDRESS.toUpperCase()},has used` });
    expect(bare.AgRelationDto).toBeUndefined();
    expect(await simulator.accounts("origin=created")).toHaveLength(1);

    await simulator.mintAccount({ loginEmail: "taken@members.demo.example" });
    expect(codeIn(await create(simulator, { LoginEmail: "taken@members.demo.example" }))).toBe(used.Code);
  });

  it("createAnswer lower_case_keys: the form of the VNO page, which leaves a typed client nothing", async () => {
    const simulator = await testSimulator({ config: { createAnswer: "lower_case_keys" } });
    const answer = await create(simulator);
    const Pk = pkIn(answer);
    const AgRelationDto = { Mpk: simulator.payerUid, Type: "BID", Pk };
    expect(JSON.parse(answer.text)).toEqual({ code: "SUCCESS", data: { AgRelationDto } });
    expect(simulator.journalLines().at(-1)).toMatchObject({ event: "answered", code: "SUCCESS" });
    expect(codeIn(await create(simulator))).toBe("LOGIN_EMAIL_HAS_BEEN_USED");
    await simulator.switches({ reseller: false });
    expect(JSON.parse((await create(simulator)).text)).toMatchObject({ code: "NOT_AUTHORIZED" });
    const { body } = await officialClient(simulator.port).createAgAccount(
      new CreateAgAccountRequest({ loginEmail: ADDRESS }),
    );
    expect(body).toEqual({});
  });

  const wrong: readonly (readonly [string, Record<string, string>, string])[] = [
    ["no address", { LoginEmail: "" }, "MissingLoginEmail"],
    ["something else than an address", { LoginEmail: "wang" }, "InvalidParameter"],
    ["a LastName of 65 characters", { LastName: "吴".repeat(65) }, "InvalidParameter"],
    ["an enterprise without a name", { AccountAttr: "1" }, "MissingParameter"],
    ["a RequestId, which it does not know", { RequestId: "r" }, "InvalidParameter"],
  ];
  it.each(wrong)("refuses %s", async (_name, params, code) => {
    const simulator = await testSimulator();
    expect(codeIn(await create(simulator, params))).toBe(code);
  });

  it("takes a LastName of 64 characters, and other kinds of account as typed", async () => {
    const simulator = await testSimulator();
    expect(codeIn(await create(simulator, { LastName: "吴".repeat(64), AccountAttr: "0" }))).toBe("Success");
  });

  it("is neither for members nor for keys that may only read", async () => {
    const simulator = await testSimulator();
    const { memberUid } = await simulator.mint();
    expect(codeIn(await create(simulator, {}, `member-${memberUid}`))).toBe("NOT_AUTHORIZED");
    expect(codeIn(await create(simulator, {}, "demo-readonly"))).toBe("NoPermission");
    expect(codeIn(await create(simulator, {}, "demo-norights"))).toBe("Forbidden.RAM");
  });
});

describe("where a created account is seen", () => {
  it("createLinks: as a relation, as none, or as one that comes later", async () => {
    const simulator = await testSimulator({ config: { createLinks: "none" } });
    const alone = pkIn(await create(simulator));
    expect((await list(simulator)).text).not.toContain(alone);
    expect(codeIn(await info(simulator, alone))).toBe("Success");

    await simulator.switches({ createLinks: "late" });
    const late = pkIn(await create(simulator, { LoginEmail: "late@members.demo.example" }));
    expect((await list(simulator)).text).not.toContain(late);
    await simulator.release("created-links");
    expect((await list(simulator)).text).toContain(late);
  });

  it("accountInfoFindsNew: whether QueryFinancialAccountInfo knows it", async () => {
    const simulator = await testSimulator({ config: { accountInfoFindsNew: false } });
    const pk = pkIn(await create(simulator));
    expect(codeIn(await info(simulator, pk))).toBe("NotAuthorized");
    await simulator.switches({ accountInfoFindsNew: true });
    expect(codeIn(await info(simulator, pk))).toBe("Success");
  });

  it.each(["related", "none"])("late_visibility hides it from list and info (createLinks %s)", async (createLinks) => {
    const simulator = await testSimulator({ config: { createLinks } });
    await simulator.fault({ kind: "late_visibility", gate: "seen", operation: "CreateAgAccount" });
    const pk = pkIn(await create(simulator));
    expect(codeIn(await info(simulator, pk))).toBe("NotAuthorized");
    expect((await list(simulator)).text).not.toContain(pk);
    await simulator.release("seen");
    expect(codeIn(await info(simulator, pk))).toBe("Success");
    const visible = (await simulator.awaitEvents(`memberUid=${pk}&event=visible`)).length;
    expect(visible).toBe(createLinks === "related" ? 2 : 1);
  });
});

describe("CreateAgAccount under faults", () => {
  const created = (simulator: TestSimulator) => simulator.accounts("origin=created");

  it("may lie, be lost after the effect, or land after a refusal to answer, and never creates one address twice", async () => {
    const simulator = await testSimulator();
    const only = { operation: "CreateAgAccount", times: 1 };
    await simulator.fault({ ...only, kind: "lying_success" });
    expect(codeIn(await create(simulator))).toBe("Success");
    expect(await created(simulator)).toEqual([]);

    await simulator.fault({ ...only, kind: "reset_before", effectGate: "later" });
    expect((await create(simulator)).broke).toBe("ECONNRESET");
    await simulator.fault({ ...only, kind: "truncated_body", cut: "abort" });
    expect((await create(simulator)).broke).not.toBeNull();
    expect(await created(simulator)).toHaveLength(1);
    await simulator.release("later");
    expect(await created(simulator)).toHaveLength(1);
    expect(await simulator.accounts(`loginEmail=${encodeURIComponent(ADDRESS)}`)).toHaveLength(1);
  });

  it.each([
    [{ kind: "throttle" }, 503, "Throttling.User"],
    [{ kind: "refuse", code: "InvalidOwner" }, 400, "InvalidOwner"],
    [{ kind: "success_with_error_code", code: "LOGIN_EMAIL_HAS_BEEN_USED" }, 200, "LOGIN_EMAIL_HAS_BEEN_USED"],
    [{ kind: "status500_before" }, 500, "InternalError"],
  ])("%o answers without an effect", async (fault, status, code) => {
    const simulator = await testSimulator();
    await simulator.fault({ ...fault, operation: "CreateAgAccount" });
    const answer = await create(simulator);
    expect([answer.status, codeIn(answer)]).toEqual([status, code]);
    expect(await created(simulator)).toEqual([]);
  });
});

describe("the journal of a creation", () => {
  it("holds neither address nor names, and yet tells two creates of one address from two of two", async () => {
    const simulator = await testSimulator({ config: { createLinks: "none" } });
    const secret = { LastName: "Zhuge", FirstName: "Liangming", EnterpriseName: "卧龙机密有限公司", AccountAttr: "1" };
    await create(simulator, secret);
    await create(simulator, { ...secret, LoginEmail: ADDRESS.toUpperCase() });
    await create(simulator, { ...secret, LoginEmail: "other.person@members.demo.example" });
    const text = readFileSync(simulator.journal, "utf8");
    expect(text).not.toMatch(/wang\.fang|other\.person|Zhuge|Liangming|卧龙/i);
    const digests = (await simulator.awaitEvents("event=received")).map(({ loginEmailDigest }) => loginEmailDigest);
    expect(digests[0]).toBe(digests[1]);
    expect(digests[2]).not.toBe(digests[0]);
    const effects = await simulator.awaitEvents("event=effect");
    expect(effects.map(({ verb }) => verb)).toEqual(["CREATE", "CREATE"]);
  });

  it("brings accounts, links and used addresses back after a restart", async () => {
    const first = await testSimulator();
    const pk = pkIn(await create(first));
    await first.stop();
    const second = await testSimulator({ journal: first.journal });
    expect(await second.account(pk)).toMatchObject({ origin: "created", linked: true });
    expect(codeIn(await create(second))).toBe("LOGIN_EMAIL_HAS_BEEN_USED");
    expect(pkIn(await create(second, { LoginEmail: "next@members.demo.example" }))).not.toBe(pk);
  });

  it("masks any address and any name", () => {
    fc.assert(
      fc.property(fc.emailAddress(), fc.string({ minLength: 3 }), (LoginEmail, LastName) => {
        const kept = masked({ LoginEmail, LastName, CityName: LastName });
        expect(kept.LoginEmail).toBe(`${LoginEmail.slice(0, 1)}***${LoginEmail.slice(LoginEmail.lastIndexOf("@"))}`);
        expect([...(kept.LastName ?? "")].length).toBe(4);
        expect(emailDigest(LoginEmail)).toBe(emailDigest(` ${LoginEmail.toUpperCase()} `));
      }),
    );
  });
});

it("creates only for a reseller, in the domain applied for, unused, within the quota", () => {
  fc.assert(
    fc.property(
      fc.boolean(),
      fc.boolean(),
      fc.constantFrom("a@members.demo.example", "a@MEMBERS.demo.example", "members.demo.example@x.example"),
      fc.nat(3),
      fc.nat(3),
      (reseller, isPayer, loginEmail, createdSoFar, createQuota) => {
        const facts = { loginEmail, callerUid: "1", isPayer, usedBy: null, createdSoFar };
        const { kind } = decideCreate(facts, { ...DEFAULT_SWITCHES, reseller, createQuota });
        const isGood = reseller && isPayer && !loginEmail.endsWith("@x.example") && createdSoFar < createQuota;
        expect(kind).toBe(isGood ? "accepted" : "refused");
      },
    ),
  );
});
