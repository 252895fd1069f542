import { expect, test } from "vitest";
import {
  departure,
  isDeparture,
  refusedRequest,
  withOwnCallback,
  withOwnLocation,
  withPageToProvider,
} from "@/lib/auth/next-auth-request";

const origin = "http://desk.example:3000";

const form = { "content-type": "application/x-www-form-urlencoded" };

const statusOf = (method: string, path: string, headers: Record<string, string> = form, singleSignOn = false) =>
  refusedRequest(new Request(`${origin}/api/auth/${path}`, { method, headers }), path.split("/"), { singleSignOn })
    ?.status ?? null;

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

test("the way to the company's provider and back is there where it is set up, and there only", () => {
  for (const [method, path] of [
    ["POST", "signin/oidc"],
    ["GET", "callback/oidc"],
  ] as const) {
    expect(statusOf(method, path)).toBe(404);
    expect(statusOf(method, path, form, true)).toBeNull();
  }
  for (const [method, path] of [
    ["GET", "signin/oidc"],
    ["POST", "callback/oidc"],
    ["GET", "providers"],
    ["POST", "signin/credentials"],
  ] as const)
    expect(statusOf(method, path, form, true)).toBe(404);
});

test("of the browser's parameters none goes to the provider; a fresh proof is asked for by ours", () => {
  expect(isDeparture(["signin", "oidc"])).toBe(true);
  expect(isDeparture(["callback", "oidc"])).toBe(false);
  const at = `${origin}/api/auth/signin/oidc`;
  expect(departure(`${at}?redirect_uri=https://evil.com&scope=admin&prompt=none`)).toBe(at);
  expect(departure(`${at}?fresh=1&client_id=x`)).toBe(`${at}?prompt=login&max_age=0`);
});

test("the way to the provider is a page of its own; an address that is not safe is none, and a refusal stays here", async () => {
  const answer = (location: string) =>
    withPageToProvider(
      new Response(null, { status: 302, headers: { location, "set-cookie": "state=1" } }),
      origin,
      "Example & Co",
    );
  const page = answer('https://sign-in.example.com/auth?state="><script>');
  expect([page.status, page.headers.get("location")]).toEqual([200, null]);
  expect(page.headers.get("refresh")).toBe('0; url=https://sign-in.example.com/auth?state="><script>');
  expect(page.headers.get("set-cookie")).toBe("state=1");
  const html = await page.text();
  expect(html).toContain("Example &#38; Co");
  expect(html).not.toContain("<script>");
  for (const bad of ["javascript:alert(1)", "http://sign-in.example.com/", "//evil.com"])
    expect([answer(bad).status, answer(bad).headers.get("location")]).toEqual([302, "/"]);
  const refusal = `${origin}/api/auth/error?error=OAuthSignin`;
  expect(answer(refusal).headers.get("location")).toBe("/api/auth/error?error=OAuthSignin");
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
