import type { Request } from "@playwright/test";
import { box, discard, openMinted, openWhenRead } from "./fixtures/steps";
import { expect, test } from "./fixtures/test";

const isAction = (request: Request) => request.method() === "POST" && "next-action" in request.headers();

test("a viewer has no control, and the requester's request with the viewer's cookie is denied and logged", async ({
  page,
  desk,
  openAs,
  signInAs,
}) => {
  const requester = await openAs("requester");
  const relation = await openMinted(requester, desk);
  const sent = requester.waitForRequest(isAction);
  await box(requester, "FORBID_WITHDRAW_CASH").check();
  const action = await sent;
  await expect(requester.getByRole("region", { name: "Pending changes" })).toBeVisible();

  await signInAs(page, "viewer");
  await openWhenRead(page, relation.relationId);
  for (const each of await page.getByRole("checkbox").all()) await expect(each).toBeDisabled();
  await expect(page.getByRole("region", { name: "Pending changes" })).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Pause writes" })).toHaveCount(0);

  const { "next-action": id = "", "content-type": type = "", accept = "*/*" } = action.headers();
  const replay = await page.request.post(action.url(), {
    headers: { "next-action": id, "content-type": type, accept, origin: desk.url },
    data: action.postDataBuffer() ?? Buffer.alloc(0),
  });
  expect(await replay.text()).toContain('"forbidden"');

  const auditor = await openAs("auditor");
  await auditor.goto("/audit");
  const entry = auditor.getByRole("row").filter({ hasText: "viewer@demo.example" }).first();
  await expect(entry).toContainText("Denied");
  await discard(requester);
  expect(await desk.simulator.writes(relation.relationId)).toEqual([]);
  expect(await desk.run("lib/cli/verify.ts")).toContain("The chain holds");
});

test("without an Origin, without a session, or with a foreign id, an action does nothing", async ({
  page,
  desk,
  signInAs,
  playwright,
}) => {
  await signInAs(page, "requester");
  const relation = await openMinted(page, desk);
  const sent = page.waitForRequest(isAction);
  await box(page, "FORBID_WITHDRAW_CASH").check();
  const action = await sent;
  await expect(page.getByRole("region", { name: "Pending changes" })).toBeVisible();
  const { "next-action": id = "", "content-type": type = "" } = action.headers();
  const body = action.postDataBuffer()?.toString() ?? "";
  const headers = { "next-action": id, "content-type": type, accept: "text/x-component" };

  const withoutOrigin = await page.request.post(action.url(), { headers, data: body });
  expect(await withoutOrigin.text()).toContain('"bad_origin"');

  const stranger = await playwright.request.newContext({ baseURL: desk.url });
  const signedOut = await stranger.post(action.url(), { headers: { ...headers, origin: desk.url }, data: body });
  expect(signedOut.url().includes("/sign-in") || (await signedOut.text()).includes('"not_signed_in"')).toBe(true);
  await stranger.dispose();

  expect(body).toContain(relation.relationId);
  const foreign = await page.request.post(action.url(), {
    headers: { ...headers, origin: desk.url },
    data: body.replaceAll(relation.relationId, "9007199254740995"),
  });
  expect(await foreign.text()).toContain('"not_found"');
  await discard(page);
});

test("another account's relation, a made-up change set and a page that is not there are 404, in our own words", async ({
  page,
  signInAs,
  watch,
  expectAccessible,
}) => {
  watch.tolerate(/status of 404/);
  await signInAs(page, "viewer");
  for (const path of [
    "/members/9007199254740995",
    "/members/not-a-number",
    "/changes/00000000-0000-4000-8000-000000000000",
    "/no-such-page",
  ]) {
    const answer = await page.goto(path);
    expect(answer?.status(), path).toBe(404);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expectAccessible(page);
  }
});

test("a wrong password and an unknown person get the same words", async ({ page, expectAccessible }) => {
  const tell = async (email: string) => {
    await page.goto("/sign-in");
    await page.getByLabel("Email").fill(email);
    await page.getByLabel("Password").fill("not the password at all");
    await page.getByRole("button", { name: "Sign in" }).click();
    const alert = page.getByRole("main").getByRole("alert");
    await expect(alert).toBeVisible();
    return alert.innerText();
  };
  expect(await tell("reviewer@demo.example")).toBe(await tell("nobody@demo.example"));
  await expectAccessible(page);
});
