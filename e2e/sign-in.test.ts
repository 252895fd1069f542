import type { APIRequestContext } from "@playwright/test";
import { emailOf, password } from "./fixtures/people";
import { expect, test } from "./fixtures/test";

/** Signs in without a page; gives where the answer leads to. */
async function signIn(request: APIRequestContext, callbackUrl: string): Promise<string> {
  const { csrfToken } = await (await request.get("/api/auth/csrf")).json();
  const form = { csrfToken, callbackUrl, email: emailOf("viewer"), password };
  const answer = await request.post("/api/auth/callback/credentials", { form, maxRedirects: 0 });
  expect(answer.status()).toBe(302);
  expect(answer.headers()["set-cookie"]).toContain("session-token");
  return answer.headers().location ?? "";
}

test("signing in leads nowhere but to the desk, whatever address it was asked to come back to", async ({
  desk,
  request,
}) => {
  for (const hostile of ["//evil.example", "/\\evil.example", `${desk.url}//evil.example`, "/\t/evil.example", "x:y"])
    expect(await signIn(request, hostile), hostile).toBe("/");
  expect(await signIn(request, "https://evil.example/members")).toBe("/");
  expect(await signIn(request, `${desk.url}/members?page=2`)).toBe("/members?page=2");
  expect(await signIn(request, "/members?page=2")).toBe("/members?page=2");

  const round = await request.get(`/api/auth/signin?${new URLSearchParams({ callbackUrl: "javascript:alert(1)" })}`, {
    maxRedirects: 0,
  });
  expect(decodeURIComponent(round.headers().location ?? "")).toBe(`/sign-in?callbackUrl=${desk.url}/`);
});

test("what is not used of next-auth is not there", async ({ request }) => {
  for (const path of [
    "verify-request",
    "callback/credentials",
    "providers",
    "session",
    "signout",
    "signin/credentials",
  ])
    expect((await request.get(`/api/auth/${path}`)).status(), path).toBe(404);
  for (const path of ["signout", "session", "_log", "signin/credentials"])
    expect((await request.post(`/api/auth/${path}`, { form: { a: "b" } })).status(), path).toBe(404);
  const json = await request.post("/api/auth/callback/credentials", {
    data: "{",
    headers: { "content-type": "application/json" },
  });
  expect(json.status()).toBe(415);
});

test("every page carries the policy, by whatever address; the icon is there", async ({ request }) => {
  for (const path of ["/favicon.icox", "/_next/staticx", "/_next/static", "/x/favicon.ico", "/no-such-page"])
    expect((await request.get(path)).headers()["content-security-policy"], path).toContain("script-src 'nonce-");
  expect((await request.get("/favicon.ico")).status()).toBe(200);
  expect((await request.get("/icon.svg")).status()).toBe(200);
});

test.describe("without a script", () => {
  test.use({ javaScriptEnabled: false });

  test("the language is chosen by a form, and not by a request that no browser made", async ({ page, request }) => {
    await page.goto("/sign-in");
    const sent = page.waitForRequest((each) => each.method() === "POST");
    await page.getByRole("button", { name: "简体中文" }).click();
    const { "content-type": type = "" } = (await sent).headers();
    await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");

    const body = (await sent).postDataBuffer() ?? Buffer.alloc(0);
    const replay = await request.post("/sign-in", { headers: { "content-type": type }, data: body, maxRedirects: 0 });
    expect(replay.headers()["set-cookie"] ?? "").not.toContain("linkbook_locale");
    expect(replay.status()).toBeLessThan(400);
  });
});
