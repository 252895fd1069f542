import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseRelationId, parseUid } from "@/lib/domain/ids";
import { createGateway } from "./gateway";
import { answers, type ScriptedUpstream, scriptedUpstream } from "./testing/scripted-upstream";

/**
 * Every body that was tried against the bare SDK, which threw, returned an empty object or rounded an id on most
 * of them. Here each is sent over HTTP and has to end in its class, as a read and as a write.
 */
interface Case {
  name: string;
  status?: number;
  body: string;
  headers?: Record<string, string>;
  read: object;
  write: object;
}

const refused = { kind: "refused" };
const odd = { kind: "ambiguous", reason: "odd_body" };
const unknownCode = { kind: "ambiguous", reason: "unknown_code" };
const serverError = { kind: "ambiguous", reason: "server_error" };
const accepted = { kind: "accepted" };
const both = (answer: object) => ({ read: answer, write: answer });
const evidence = (of: object, seen: object) => ({ ...of, evidence: seen });

const error = (code: string, message: string, id: string, more = "") =>
  `{"RequestId":"${id}","HostId":"business.aliyuncs.com","Code":"${code}","Message":"${message}",
    "Recommend":"https://api.aliyun.com/troubleshoot?q=${code}"${more}}`;
const ok = (data: string) => `{"Code":"Success","Success":true,"RequestId":"F","Data":${data}}`;

const refusals: Case[] = [
  {
    name: "200, Success false",
    body: '{"Code":"NotAuthorized","Message":"This API is not authorized for caller.","RequestId":"AAAA-1","Success":false}',
    ...both(
      evidence(refused, {
        status: 200,
        code: "NotAuthorized",
        message: "This API is not authorized for caller.",
        requestId: "AAAA-1",
        success: false,
      }),
    ),
  },
  {
    name: '200, Success the text "false"',
    body: '{"Code":"NotAuthorized","Message":"x","RequestId":"AAAA-1","Success":"false"}',
    ...both(evidence(refused, { success: false })),
  },
  {
    name: "200, a refusal with Success true",
    body: '{"Code":"NotAuthorized","RequestId":"AAAA-1","Success":true}',
    ...both(refused),
  },
  {
    name: "400 InvalidParameter",
    status: 400,
    body: error("InvalidParameter", "The specified request contains invalid parameters.", "BBBB-2"),
    ...both(
      evidence(refused, {
        status: 400,
        code: "InvalidParameter",
        message: "The specified request contains invalid parameters.",
        requestId: "BBBB-2",
        hostId: "business.aliyuncs.com",
      }),
    ),
  },
  {
    name: "400 MissingRelationId",
    status: 400,
    body: error("MissingRelationId", "RelationId is mandatory for this action.", "BBBB-3"),
    ...both(evidence(refused, { code: "MissingRelationId" })),
  },
  {
    name: "403 Forbidden.RAM with AccessDeniedDetail",
    status: 403,
    body: error(
      "Forbidden.RAM",
      "User not authorized to operate on the specified resource, or this API doesn't support RAM.",
      "CCCC-3",
      ',"AccessDeniedDetail":{"AuthAction":"bssapi:QueryPermissionList","NoPermissionType":"ImplicitDeny"}',
    ),
    ...both(evidence(refused, { status: 403, requestId: "CCCC-3" })),
  },
  {
    name: "403 NoPermission",
    status: 403,
    body: error("NoPermission", "Action: bssapi:QueryPermissionList Resource: * ImplicitDeny", "CCCC-4"),
    ...both(refused),
  },
  {
    name: "404 InvalidAccessKeyId.NotFound",
    status: 404,
    body: error("InvalidAccessKeyId.NotFound", "Specified access key is not found.", "CCCC-5"),
    ...both(evidence(refused, { status: 404 })),
  },
];

const throttles: Case[] = [
  {
    name: "503 Throttling.User with a hint",
    status: 503,
    body: error("Throttling.User", "Request was denied due to user flow control.", "DDDD-4"),
    headers: { "x-acs-retry-after": "1500" },
    ...both({ kind: "throttled", retryAfterMs: 1_500, evidence: { status: 503, requestId: "DDDD-4" } }),
  },
  {
    name: "400 Throttling without a hint",
    status: 400,
    body: error("Throttling", "Request was denied due to request throttling.", "DDDD-5"),
    ...both({ kind: "throttled", retryAfterMs: null }),
  },
  {
    name: "200 Throttling, Success false",
    body: '{"Code":"Throttling.User","RequestId":"D","Success":false}',
    headers: { "x-acs-retry-after": "20" },
    ...both({ kind: "throttled", retryAfterMs: 20 }),
  },
  {
    name: "200 Throttling that says it succeeded",
    body: '{"Code":"Throttling.User","RequestId":"D","Success":true}',
    ...both(unknownCode),
  },
];

const failures: Case[] = [
  {
    name: "500 InternalError",
    status: 500,
    body: error("InternalError", "An error occurred in the internal server.", "EEEE-5"),
    ...both(evidence(serverError, { status: 500, code: "InternalError", requestId: "EEEE-5" })),
  },
  {
    name: "500 with a Code of the refusals",
    status: 500,
    body: error("InvalidParameter", "x", "EEEE-6"),
    ...both(serverError),
  },
  { name: "503 HTML", status: 503, body: "<html><body>", ...both(evidence(serverError, { status: 503 })) },
  { name: "502 empty", status: 502, body: "", ...both(evidence(serverError, { requestId: "HEADER-ID" })) },
  { name: "500 null", status: 500, body: "null", ...both(evidence(serverError, { status: 500 })) },
  {
    name: "400 with a Code nobody knows",
    status: 400,
    body: error("RelationBusy", "x", "G"),
    ...both(evidence(unknownCode, { code: "RelationBusy" })),
  },
  { name: "400 {}", status: 400, body: "{}", ...both(evidence(odd, { code: null })) },
  { name: "400 a text", status: 400, body: '"hello"', ...both(odd) },
];

const notAnswers: Case[] = [
  ["truncated", '{"Code":"Success","Data":{"Mas'],
  ["empty", ""],
  ["HTML", "<html>login</html>"],
  ["null", "null"],
  ["a text", '"hello"'],
  ["a number", "5"],
  ["[]", "[]"],
  ["{}", "{}"],
  ["one key twice", '{"Code":"Success","Code":"200","Success":true}'],
].map(([name = "", body = ""]) => ({
  name: `200, ${name}`,
  body,
  ...both(evidence(odd, { status: 200, requestId: "HEADER-ID", code: null })),
}));

/** For a write the data is no proof either way: Code and Success are there, and the read-back decides. */
const data: Case[] = [
  ["Data missing", '{"Code":"Success","Success":true,"RequestId":"F"}'],
  ["Data null", ok("null")],
  ["Data empty text", ok('""')],
  ["Data true", ok("true")],
  ["PermissionList missing", ok('{"MasterId":1,"MemberId":2}')],
  ["PermissionList null", ok('{"MasterId":1,"MemberId":2,"PermissionList":null}')],
  ["PermissionList [null]", ok('{"MasterId":1,"MemberId":2,"PermissionList":[null]}')],
  ["PermissionList an object", ok('{"MasterId":1,"MemberId":2,"PermissionList":{}}')],
  ["a row without its code", ok('{"MasterId":1,"MemberId":2,"PermissionList":[{"PermissionName":"x"}]}')],
  ["MemberId missing", ok('{"MasterId":1,"PermissionList":[]}')],
  ["ids that are none", ok('{"MasterId":"","MemberId":"abc","PermissionList":[]}')],
  ["an id with an exponent", ok('{"MasterId":1e18,"MemberId":2,"PermissionList":[]}')],
].map(([name = "", body = ""]) => ({ name: `200, ${name}`, body, read: odd, write: accepted }));

const reads: Case[] = [
  {
    name: "200, MasterId a number above 2^53",
    body: ok('{"MasterId":9007199254740993,"MemberId":1851253838840762,"PermissionList":[]}'),
    read: { kind: "accepted", value: { masterId: "9007199254740993", memberId: "1851253838840762", rows: [] } },
    write: accepted,
  },
  {
    name: "200, MasterId a text above 2^53",
    body: ok('{"MasterId":"9007199254740993","MemberId":"1851253838840762","PermissionList":[]}'),
    read: { kind: "accepted", value: { masterId: "9007199254740993" } },
    write: accepted,
  },
  {
    name: "200, unknown extra fields",
    body: ok('{"MasterId":1,"MemberId":2,"Extra":{"A":[1]},"PermissionList":[{"PermissionCode":"a","Extra":1}]}'),
    read: { kind: "accepted", value: { rows: [{ rawCode: "a", name: "", timesReadable: true }] } },
    write: accepted,
  },
  {
    name: "200, Code, Message and StartTime numbers",
    body: '{"Code":200,"Message":12,"Success":1,"RequestId":"F","Data":{"MasterId":1,"MemberId":2,"State":"RELATED","StartTime":1614669120000,"PermissionList":[]}}',
    read: {
      kind: "accepted",
      value: { state: "RELATED", startTime: null, timesReadable: false },
      evidence: { code: "200", message: "12", success: true },
    },
    write: accepted,
  },
  {
    name: "200, an accepted Code without Success",
    body: '{"Code":"SUCCESS","RequestId":"F","Data":{"MasterId":1,"MemberId":2,"PermissionList":[]}}',
    read: accepted,
    write: odd,
  },
  {
    name: '200, an accepted Code with Success "False"',
    body: '{"Code":200,"Message":null,"Success":"False","Data":{"MasterId":1,"MemberId":2,"PermissionList":[]}}',
    ...both(evidence(unknownCode, { success: false, message: null })),
  },
  {
    name: "200, Success with a Code that says otherwise",
    body: '{"Code":"LOGIN_EMAIL_HAS_BEEN_USED","Success":true,"RequestId":"F","Data":{"MasterId":1,"MemberId":2,"PermissionList":[]}}',
    ...both(unknownCode),
  },
  {
    name: "200, lower-case keys",
    body: '{"code":"Success","success":true,"data":{"masterId":1,"memberId":2,"permissionList":[]}}',
    ...both({ kind: "ambiguous", reason: "lower_case_keys", evidence: { code: "Success", requestId: "HEADER-ID" } }),
  },
  {
    name: "403, lower-case keys",
    status: 403,
    body: '{"code":"NoPermission","requestId":"R"}',
    ...both({ kind: "ambiguous", reason: "lower_case_keys", evidence: { code: "NoPermission", requestId: "R" } }),
  },
  {
    name: "503, lower-case keys",
    status: 503,
    body: '{"code":"Throttling.User"}',
    ...both(serverError),
  },
  { name: "302", status: 302, body: ok("null"), ...both(odd) },
];

describe("each body ends in its class", () => {
  let upstream: ScriptedUpstream;
  beforeAll(async () => {
    upstream = await scriptedUpstream();
  });
  afterAll(() => upstream[Symbol.asyncDispose]());

  const subject = () => {
    const payer = parseUid("1990699401005016");
    const relationId = parseRelationId("51463");
    if (!payer || !relationId) throw new Error("ids");
    const gateway = createGateway({
      payer,
      endpoint: upstream.endpoint,
      stsEndpoint: upstream.endpoint,
      credentials: { kind: "key", accessKeyId: "an-id", accessKeySecret: "a-secret" },
      callTimeoutMs: 5_000,
      ratePerSecond: Number.POSITIVE_INFINITY,
      concurrency: 1,
    });
    const command = {
      relationId,
      payer,
      member: payer,
      verb: "ADD",
      codes: ["CHECK_FINANCE_INFO"],
      requestId: "r",
    } as const;
    return {
      read: () => gateway.queryPermissionList(relationId, { priority: "person", retry: false }),
      write: () => gateway.modifyAccountRelation(command, { fence: () => true }),
    };
  };

  test.each([...refusals, ...throttles, ...failures, ...notAnswers, ...data, ...reads])("$name", async (one) => {
    upstream.script(answers(one.body, one.status, one.headers));
    expect(await subject().read()).toMatchObject(one.read);
    expect(await subject().write()).toMatchObject(one.write);
  });

  test("a body in gzip, which was not asked for", async () => {
    upstream.script((response) => {
      response.writeHead(200, { "content-encoding": "gzip", "x-acs-request-id": "HEADER-ID" });
      response.end(gzipSync(ok("null")));
    });
    expect(await subject().write()).toMatchObject(evidence(odd, { status: 200, requestId: "HEADER-ID" }));
  });
});
