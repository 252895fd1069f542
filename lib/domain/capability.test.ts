import { expect, test } from "vitest";
import { capabilityNews } from "@/lib/domain/capability";

const works = { state: "works", code: null };
const refused = (code: string) => ({ state: "refused", code });

test.each([
  ["accepted", "Success", works],
  ["accepted", null, works],
  ["refused", "NotAuthorized", refused("NotAuthorized")],
  ["refused", "NOT_AUTHORIZED", refused("NOT_AUTHORIZED")],
  ["refused", "Forbidden.RAM", refused("Forbidden.RAM")],
  ["refused", "NoPermission", refused("NoPermission")],
  ["refused", "InvalidAction.NotFound", refused("InvalidAction.NotFound")],
  ["refused", "InvalidVersion", refused("InvalidVersion")],
  ["refused", "InvalidParameter", null],
  ["refused", "NotApplicable", null],
  ["refused", "SignatureDoesNotMatch", null],
  ["refused", "LOGIN_EMAIL_HAS_BEEN_USED", null],
  ["refused", "ForbiddenX", null],
  ["refused", null, null],
  ["throttled", "Throttling.User", null],
  ["ambiguous", "NotAuthorized", null],
  ["unreachable", null, null],
  ["fenced", null, null],
])("%s with %s tells %j", (kind, code, news) => {
  expect(capabilityNews({ kind, code })).toEqual(news);
});
