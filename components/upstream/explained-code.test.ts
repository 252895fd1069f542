import { expect, test } from "vitest";
import { explainedCode, isOwnName, tellingCode } from "@/components/upstream/explained-code";
import { english } from "@/lib/i18n/english";

test.each([
  ["InvalidParameter", "InvalidParameter"],
  ["InvalidParameter.RelationId", "InvalidParameter"],
  ["MissingParameter", "MissingParameter"],
  ["MissingRelationId", "MissingParameter"],
  ["InternalError", "InternalError"],
  ["NotApplicable", "NotApplicable"],
  ["NotAuthorized", "NotAuthorized"],
  ["InvalidOwner", "InvalidOwner"],
  ["Forbidden.RAM", "ForbiddenRam"],
  ["NoPermission", "NoPermission"],
  ["SignatureDoesNotMatch", "SignatureDoesNotMatch"],
  ["InvalidAccessKeyId", "InvalidAccessKeyId"],
  ["InvalidAccessKeyId.NotFound", "InvalidAccessKeyId"],
  ["Throttling.User", "Throttling"],
  ["LOGIN_EMAIL_HAS_BEEN_USED", "emailUsed"],
  ["EMAIL_DOMAIN_NOT_AUTHORIZED", "emailDomain"],
  ["NOT_AUTHORIZED", "notReseller"],
  ["OVER_MA_CREATE_ACCOUNT_QUOTA_LIMIT", "overQuota"],
  ["connection_refused", "unreachable"],
])("%s has words of its own: %s", (code, name) => {
  expect(explainedCode(code)).toBe(name);
  expect(Object.keys(english.upstream)).toContain(name);
});

test("what Linkbook calls an answer is told apart from a code that came", () => {
  expect(["timeout", "reset", "odd_body", "no_route", "throttled"].filter(isOwnName)).toHaveLength(5);
  expect(["InvalidOwner", "Throttling.User", "ServiceUnavailable", "NOT_AUTHORIZED"].filter(isOwnName)).toEqual([]);
});

test("every explanation is one that a code can lead to", () => {
  const { code: _, ownName: __, requestId: ___, ...explanations } = english.upstream;
  const examples: Record<string, string> = {
    ForbiddenRam: "Forbidden.RAM",
    emailUsed: "LOGIN_EMAIL_HAS_BEEN_USED",
    emailDomain: "EMAIL_DOMAIN_NOT_AUTHORIZED",
    notReseller: "NOT_AUTHORIZED",
    overQuota: "OVER_MA_CREATE_ACCOUNT_QUOTA_LIMIT",
    unreachable: "no_route",
  };
  for (const name of Object.keys(explanations)) expect(explainedCode(examples[name] ?? name)).toBe(name);
});

test("a code that nobody knows stays raw, as does one that only looks like a known one", () => {
  for (const code of ["", "NotAuthorizedYet", "xInvalidOwner", "Success", "200"])
    expect(explainedCode(code)).toBeNull();
});

test("an answer speaks by its code, unless what makes it prove nothing says more", () => {
  expect(tellingCode({ code: "InvalidOwner", ambiguity: null })).toBe("InvalidOwner");
  expect(tellingCode({ code: null, ambiguity: "timeout" })).toBe("timeout");
  expect(tellingCode({ code: "InternalError", ambiguity: "server_error" })).toBe("InternalError");
  expect(tellingCode({ code: "MadeUp", ambiguity: "unknown_code" })).toBe("unknown_code");
  expect(tellingCode({ code: "SUCCESS", ambiguity: "lower_case_keys" })).toBe("lower_case_keys");
  expect(tellingCode({ code: "Success", ambiguity: "other_payer" })).toBe("other_payer");
  expect(tellingCode({ code: null, ambiguity: null })).toBeNull();
});
