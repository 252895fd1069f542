import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import { createServer } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parseRelationId, parseUid } from "@/lib/domain/ids";
import { checkPayer } from "./check-payer";
import { callerIdentityOf, createGateway, type GatewaySettings, type ModifyCommand } from "./gateway";
import { answers, type ScriptedUpstream, samples, scriptedUpstream } from "./testing/scripted-upstream";

const present = <T>(value: T | null | undefined): T => {
  if (value === null || value === undefined) throw new Error("absent");
  return value;
};
const payer = present(parseUid("6210322125051645960"));
const member = present(parseUid("9007199254740993"));
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
const command: ModifyCommand = {
  relationId,
  payer,
  member,
  verb: "ADD",
  codes: ["FORBID_WITHDRAW_CASH", "CHECK_FINANCE_INFO"],
  requestId: "op-1",
};
const once1 = { priority: "person", retry: false } as const;
const open = { fence: () => true };

describe("what goes out", () => {
  test("a page of relations is asked for in all the states named, for this payer, digit by digit", async () => {
    upstream.script(answers(samples.relationList));
    const answer = await gateway().queryRelationList(
      { pageNum: 2, pageSize: 100, states: ["RELATED", "CONNECTION_CANCELED"] },
      once1,
    );
    expect(upstream.arrivals).toMatchObject([
      {
        action: "QueryRelationList",
        query: {
          UserId: "6210322125051645960",
          PageNum: "2",
          PageSize: "100",
          "StatusList.1": "RELATED",
          "StatusList.2": "CONNECTION_CANCELED",
        },
        headers: { "x-acs-version": "2017-12-14" },
      },
    ]);
    expect(answer).toMatchObject({
      kind: "accepted",
      value: {
        pageNum: 1,
        pageSize: 20,
        totalCount: 1,
        unreadable: 0,
        rows: [
          {
            relationId: "9007199254740993",
            accountId: "6210322125051645960",
            nickname: "test4",
            setupTime: "2021-03-02T15:12:00.000Z",
            endTime: null,
            timesReadable: true,
          },
        ],
      },
      evidence: { status: 200, code: "Success", requestId: "7FC5D662", success: true },
    });
  });

  test("a read of permissions keeps ids, raw code and name", async () => {
    upstream.script(answers(samples.permissionList));
    const answer = await gateway().queryPermissionList(relationId, once1);
    expect(upstream.arrivals[0]?.query).toEqual({ RelationId: "9223372036854775807" });
    expect(answer).toMatchObject({
      kind: "accepted",
      value: {
        masterId: "6210322125051645960",
        memberId: "9007199254740993",
        state: "RELATED",
        type: "FinancialManagement",
        rows: [
          {
            rawCode: "allow_synchronize_finance_identity",
            name: "The management account shares the credit control identity with the member.\n",
            endTime: null,
            timesReadable: true,
          },
        ],
      },
    });
  });

  test("a write carries seven parameters and the codes by number, and is sent once", async () => {
    upstream.script(answers(samples.modified));
    const answer = await gateway().modifyAccountRelation(command, open);
    expect(upstream.arrivals.map(({ action, query }) => ({ action, query }))).toEqual([
      {
        action: "ModifyAccountRelation",
        query: {
          RelationOperation: "ADD",
          RequestId: "op-1",
          RelationId: "9223372036854775807",
          RelationType: "enterprise_group",
          ParentUserId: "6210322125051645960",
          ChildUserId: "9007199254740993",
          "PermissionCodes.1": "FORBID_WITHDRAW_CASH",
          "PermissionCodes.2": "CHECK_FINANCE_INFO",
        },
      },
    ]);
    expect(answer).toMatchObject({
      kind: "accepted",
      evidence: { code: "200", message: "Message returned", requestId: "48602faf", hostId: "192.0.2.7", success: true },
    });
  });

  test("the keys' own account is asked of STS", async () => {
    upstream.script(answers(samples.callerIdentity));
    const { payer: _, ...wire } = { payer, ...settingsOf() };
    expect(await callerIdentityOf(wire, once1)).toMatchObject({
      kind: "accepted",
      value: { accountId: "6210322125051645960", arn: "acs:ram::6210322125051645960:root" },
    });
    expect(upstream.arrivals).toMatchObject([
      { action: "GetCallerIdentity", headers: { "x-acs-version": "2015-04-01" }, query: {} },
    ]);
    expect(await checkPayer(gateway(), payer)).toEqual({ kind: "ok" });
    expect(await checkPayer(gateway(), member)).toEqual({ kind: "mismatch", actual: payer });
    upstream.script(answers(`{"Code":"InvalidAccessKeyId.NotFound","RequestId":"R"}`, 404));
    expect(await checkPayer(gateway(), payer)).toMatchObject({ kind: "unanswered", answer: { kind: "refused" } });
  });

  const settingsOf = () => ({
    endpoint: upstream.endpoint,
    stsEndpoint: upstream.endpoint,
    credentials: { kind: "key", accessKeyId: "an-id", accessKeySecret: "a-secret", securityToken: "a-token" } as const,
    callTimeoutMs: 5_000,
    ratePerSecond: 100,
    concurrency: 2,
  });

  test("an STS token travels with its key", async () => {
    upstream.script(answers(samples.permissionList));
    await gateway(settingsOf()).queryPermissionList(relationId, once1);
    expect(upstream.arrivals[0]?.headers).toMatchObject({ "x-acs-security-token": "a-token" });
  });
});

describe("the fence", () => {
  test("a fence that says no keeps the request in", async () => {
    upstream.script(answers(samples.modified));
    expect(await gateway().modifyAccountRelation(command, { fence: () => false })).toEqual({ kind: "fenced" });
    expect(upstream.arrivals).toEqual([]);
  });

  test("the request is handed to its socket in the tick in which the fence was asked", async () => {
    upstream.script(answers(samples.permissionList), answers(samples.modified));
    const order: string[] = [];
    const begun = () => order.push("request");
    const subject = gateway();
    await subject.queryPermissionList(relationId, once1);
    subscribe("http.client.request.start", begun);
    await subject.modifyAccountRelation(command, {
      fence: () => {
        order.push("fence");
        setImmediate(() => order.push("next tick"));
        return true;
      },
    });
    unsubscribe("http.client.request.start", begun);
    expect(order).toEqual(["fence", "request", "next tick"]);
  });

  test("it is asked after the keys and the turn in the rate, not before", async () => {
    upstream.script(answers(samples.modified));
    const asked: number[] = [];
    const subject = gateway({ ratePerSecond: 4 });
    const fence = () => {
      asked.push(performance.now());
      return true;
    };
    await Promise.all(Array.from({ length: 5 }, () => subject.modifyAccountRelation(command, { fence })));
    // Four may begin at once; the fifth waits for the next second, and so does its fence.
    expect(present(asked[4]) - present(asked[0])).toBeGreaterThan(900);
  });

  test.each<[string, Partial<ModifyCommand>]>([
    ["no codes", { codes: [] }],
    ["another payer", { payer: member }],
    ["no RequestId", { requestId: "" }],
    ["a code from storage that is not in the catalogue", { codes: JSON.parse('["allow_check_finance_info"]') }],
  ])("a command with %s is never sent", async (_, change) => {
    upstream.script(answers(samples.modified));
    let asked = 0;
    const fence = () => {
      asked += 1;
      return true;
    };
    expect(await gateway().modifyAccountRelation({ ...command, ...change }, { fence })).toMatchObject({
      kind: "unreachable",
      reason: "invalid_command",
    });
    expect([asked, upstream.arrivals.length]).toEqual([0, 0]);
  });
});

describe("what comes back in pieces, late or not at all", () => {
  const write = (changes: Partial<GatewaySettings> = {}) => gateway(changes).modifyAccountRelation(command, open);

  test("a socket closed without an answer is a reset, and the write is not sent again", async () => {
    upstream.script((response) => response.destroy());
    expect(await write()).toMatchObject({
      kind: "ambiguous",
      reason: "reset",
      evidence: { status: null, message: "ECONNRESET" },
    });
    expect(upstream.arrivals).toHaveLength(1);
  });

  test("a connection kept alive that ends as the next request arrives is a reset too", async () => {
    upstream.script(answers(samples.permissionList), (response) => response.destroy());
    const subject = gateway();
    await subject.queryPermissionList(relationId, once1);
    expect(await subject.modifyAccountRelation(command, open)).toMatchObject({ kind: "ambiguous", reason: "reset" });
    expect(upstream.arrivals).toHaveLength(2);
  });

  test("half a body, then the end of the connection: status and request id of the header are kept", async () => {
    upstream.script((response) => {
      response.writeHead(200, { "content-length": "100", "x-acs-request-id": "HEADER-ID" });
      response.write('{"Code":"200', () => response.destroy());
    });
    expect(await write()).toMatchObject({
      kind: "ambiguous",
      reason: "reset",
      evidence: { status: 200, requestId: "HEADER-ID" },
    });
  });

  test("no answer in time is a timeout, and the connection is given up", async () => {
    const given: Promise<unknown>[] = [];
    upstream.script((response) => given.push(once(response, "close")));
    expect(await write({ callTimeoutMs: 100 })).toMatchObject({ kind: "ambiguous", reason: "timeout" });
    expect(given).toHaveLength(1);
    await Promise.all(given);
  });

  test("a body that does not end in time is a timeout with what had arrived", async () => {
    upstream.script((response) => {
      response.writeHead(200, { "x-acs-request-id": "HEADER-ID" });
      response.write('{"Code":"200"');
    });
    expect(await write({ callTimeoutMs: 1_500 })).toMatchObject({
      kind: "ambiguous",
      reason: "timeout",
      evidence: { status: 200, requestId: "HEADER-ID" },
    });
  });

  test.each([502, 503, 500])("a %d without JSON, which the SDK throws away, keeps status and id", async (status) => {
    for (const body of ["<html>bad gateway</html>", "", "null", '{"Code":']) {
      upstream.script(answers(body, status));
      expect(await write()).toMatchObject({
        kind: "ambiguous",
        reason: "server_error",
        evidence: { status, requestId: "HEADER-ID", code: null },
      });
    }
  });

  test("a 400 without JSON is an odd body, not a refusal", async () => {
    upstream.script(answers("<html>InvalidParameter</html>", 400));
    expect(await write()).toMatchObject({ kind: "ambiguous", reason: "odd_body", evidence: { status: 400 } });
  });

  test("a 400 in XML is read", async () => {
    const xml = `<?xml version="1.0"?><Error><RequestId>XX-1</RequestId><HostId>h</HostId><Code>InvalidParameter</Code><Message>bad</Message></Error>`;
    upstream.script(answers(xml, 400, { "content-type": "text/xml;charset=utf-8" }));
    expect(await write()).toMatchObject({ kind: "refused", evidence: { requestId: "XX-1", message: "bad" } });
  });

  test("a redirect is not followed and is no answer", async () => {
    upstream.script(answers(samples.modified, 302, { location: "http://127.0.0.1:1/" }));
    expect(await write()).toMatchObject({ kind: "ambiguous", reason: "odd_body", evidence: { status: 302 } });
  });
});

describe("what is certain not to have left", () => {
  const write = (changes: Partial<GatewaySettings>) => gateway(changes).modifyAccountRelation(command, open);

  test("a closed port", async () => {
    const closed = createServer();
    closed.listen(0, "127.0.0.1");
    await once(closed, "listening");
    const host = `127.0.0.1:${(closed.address() as { port: number }).port}`;
    closed.close();
    await once(closed, "close");
    const answer = await write({ endpoint: { protocol: "http", host } });
    expect(answer).toMatchObject({ kind: "unreachable", reason: "connection_refused" });
    expect(JSON.stringify(answer)).not.toContain("op-1");
  });

  test("a name that leads nowhere", async () => {
    expect(await write({ endpoint: { protocol: "http", host: "no-such-host.invalid" } })).toMatchObject({
      kind: "unreachable",
      reason: "unknown_host",
      evidence: { message: expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/) },
    });
  });

  test("a server that speaks no TLS", async () => {
    expect(await write({ endpoint: { ...upstream.endpoint, protocol: "https" } })).toMatchObject({
      kind: "unreachable",
      reason: "tls",
    });
    expect(upstream.arrivals).toEqual([]);
  });

  test("no keys", async () => {
    expect(await write({ credentials: { kind: "key", accessKeyId: "", accessKeySecret: "" } })).toMatchObject({
      kind: "unreachable",
      reason: "no_credentials",
    });
  });
});

describe("reads are tried again", () => {
  test("until one is accepted", async () => {
    upstream.script(
      answers('{"Code":"InternalError","RequestId":"E"}', 500),
      (response) => response.destroy(),
      answers(samples.permissionList),
    );
    expect(await gateway().queryPermissionList(relationId, { priority: "sweep" })).toMatchObject({ kind: "accepted" });
    expect(upstream.arrivals).toHaveLength(3);
  });

  test("after as long as the server asked for", async () => {
    const throttled = answers('{"Code":"Throttling.User","RequestId":"D"}', 503, { "x-acs-retry-after": "600" });
    upstream.script(throttled, answers(samples.permissionList));
    expect(await gateway().queryPermissionList(relationId, { priority: "person" })).toMatchObject({ kind: "accepted" });
    const [first, second] = upstream.arrivals;
    expect(present(second).at - present(first).at).toBeGreaterThan(590);
  });

  test("four times, no more; and a refusal only once", async () => {
    upstream.script(answers("<html>", 502));
    expect(await gateway().queryPermissionList(relationId, { priority: "sweep" })).toMatchObject({
      kind: "ambiguous",
      reason: "server_error",
    });
    expect(upstream.arrivals).toHaveLength(4);
    upstream.script(answers('{"Code":"NoPermission","RequestId":"C"}', 403));
    expect(await gateway().queryPermissionList(relationId, { priority: "sweep" })).toMatchObject({ kind: "refused" });
    expect(upstream.arrivals).toHaveLength(5);
  });

  test("a throttled write comes back at once with the hint, and the next call waits for it", async () => {
    const throttled = answers('{"Code":"Throttling.User","RequestId":"D"}', 503, { "x-acs-retry-after": "500" });
    upstream.script(throttled, answers(samples.permissionList));
    const subject = gateway();
    expect(await subject.modifyAccountRelation(command, open)).toMatchObject({ kind: "throttled", retryAfterMs: 500 });
    await subject.queryPermissionList(relationId, once1);
    const [first, second] = upstream.arrivals;
    expect(present(second).at - present(first).at).toBeGreaterThan(490);
  });

  test("a signal ends a read in flight, and frees its place", async () => {
    const controller = new AbortController();
    upstream.script(() => controller.abort(), answers(samples.permissionList));
    const subject = gateway({ concurrency: 1 });
    const options = { priority: "sweep", signal: controller.signal } as const;
    const [cut, waiting] = await Promise.all([
      subject.queryPermissionList(relationId, options),
      subject.queryPermissionList(relationId, options),
    ]);
    expect([cut, waiting]).toMatchObject([
      { kind: "ambiguous", reason: "cancelled" },
      { kind: "ambiguous", reason: "cancelled" },
    ]);
    expect(await subject.queryPermissionList(relationId, once1)).toMatchObject({ kind: "accepted" });
    expect(upstream.arrivals).toHaveLength(2);
  });

  test("many open reads on one signal end together, without a warning of Node's", async () => {
    const warned: unknown[] = [];
    const warn = (warning: unknown) => warned.push(warning);
    process.on("warning", warn);
    const controller = new AbortController();
    upstream.script(() => {
      if (upstream.arrivals.length === 19) controller.abort();
    });
    const subject = gateway({ concurrency: 20 });
    const options = { priority: "sweep", signal: controller.signal } as const;
    const reads = await Promise.all(Array.from({ length: 40 }, () => subject.queryPermissionList(relationId, options)));
    expect(new Set(reads.map((answer) => "reason" in answer && answer.reason))).toEqual(new Set(["cancelled"]));
    expect(upstream.arrivals).toHaveLength(19);
    await new Promise((done) => setImmediate(done));
    process.off("warning", warn);
    expect(warned).toEqual([]);
  });
});
