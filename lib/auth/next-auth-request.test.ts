import { expect, test } from "vitest";
import { refusedRequest, withOwnCallback, withOwnLocation } from "@/lib/auth/next-auth-request";

const origin = "http://desk.example:3000";

const form = { "content-type": "application/x-www-form-urlencoded" };

const statusOf = (method: string, path: string, headers: Record<string, string> = form) =>
  refusedRequest(new Request(`${origin}/api/auth/${path}`, { method, headers }), path.split("/"))?.status ?? null;

test.each([
  ["GET", "csrf"],
  ["GET", "signin"],
  ["GET", "error"],
  ["POST", "callback/credentials"],
])("%s %s is used", (method, path) => {
  expect(statusOf(method, path)).toBeNull();
});

test.each([
  ["GET", "verify-request"],
  ["GET", "callback/credentials"],
  ["HEAD", "callback/credentials"],
  ["GET", "providers"],
  ["GET", "session"],
  ["POST", "session"],
  ["GET", "signin/credentials"],
  ["POST", "signin"],
  ["POST", "signin/credentials"],
  ["GET", "signout"],
  ["POST", "signout"],
  ["POST", "_log"],
  ["POST", "callback"],
  ["POST", "callback/credentials/more"],
  ["GET", "nothing"],
])("%s %s is not there", (method, path) => {
  expect(statusOf(method, path)).toBe(404);
});

test("signing in takes a form and nothing else", () => {
  expect(statusOf("POST", "callback/credentials", { "content-type": "application/json" })).toBe(415);
  expect(statusOf("POST", "callback/credentials", {})).toBe(415);
});

test("a place to go to that is not of this desk is replaced, and the rest of the address stays", () => {
  const at = (callback: string) =>
    `${origin}/api/auth/signin?${new URLSearchParams({ callbackUrl: callback, a: "b" })}`;
  expect(withOwnCallback(at("javascript:alert(1)"), origin)).toBe(at("/"));
  expect(withOwnCallback(at("//evil.com"), origin)).toBe(at("/"));
  expect(withOwnCallback(at("/members?page=2"), origin)).toBe(at("/members?page=2"));
  expect(withOwnCallback(`${origin}/api/auth/csrf`, origin)).toBe(`${origin}/api/auth/csrf`);
});

test.each([
  [`${origin}/members?page=2`, "/members?page=2"],
  [origin, "/"],
  [`${origin}//evil.com`, "/"],
  ["https://evil.com/", "/"],
  [`${origin}/api/auth/error?error=CredentialsSignin`, "/api/auth/error?error=CredentialsSignin"],
  ["/sign-in?callbackUrl=%2F", "/sign-in?callbackUrl=%2F"],
])("the answer %s leads to %s", (given, location) => {
  const answer = withOwnLocation(new Response(null, { status: 302, headers: { location: given } }), origin);
  expect(answer.headers.get("location")).toBe(location);
});
