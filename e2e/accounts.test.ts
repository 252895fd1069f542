import type { Page, Request } from "@playwright/test";
import { apply, box, openWhenRead, receiptOf, want } from "./fixtures/steps";
import { expect, test } from "./fixtures/test";

const names = ["Group", "International"] as const;
const isAction = (request: Request) => request.method() === "POST" && "next-action" in request.headers();
const accountButton = (page: Page, name: string) =>
  page.getByRole("banner").getByRole("button", { name: new RegExp(`^Account ${name}, \\d+`) });
const pending = (page: Page) => page.getByRole("region", { name: "Pending changes" });

test.describe("two accounts", () => {
  test.use({ own: { accounts: names } });

  test("side by side in two tabs: each shows its own, and a change on one never touches the other", async ({
    page,
    desk,
    signInAs,
    expectAccessible,
  }) => {
    await signInAs(page, "requester");
    const alpha = await desk.simulator.mintRelation({ nickname: "Alpha of the group" });
    const beta = await desk.second.mintRelation({ nickname: "Beta abroad" });
    const other = await page.context().newPage();
    const second = desk.second.payerUid;

    await openWhenRead(page, alpha.relationId);
    await openWhenRead(other, beta.relationId, second);
    await expect(accountButton(page, "Group")).toBeVisible();
    await expect(accountButton(other, "International")).toBeVisible();
    await expect(other).toHaveTitle("Beta abroad · International · Linkbook");

    await want(page, "FORBID_WITHDRAW_CASH", true);
    await want(other, "CHECK_FINANCE_INFO", true);
    await page.reload();
    await other.reload();
    await expect(pending(page)).toContainText("+1 restriction on 1 member");
    await expect(pending(other)).toContainText("+1 grant on 1 member");

    await apply(page, "for the group");
    await expect(receiptOf(page, "FORBID_WITHDRAW_CASH")).toContainText("Verified");
    expect(await desk.simulator.writes(alpha.relationId)).toEqual(["ADD FORBID_WITHDRAW_CASH"]);
    expect(await desk.second.journal({ operation: "ModifyAccountRelation" })).toEqual([]);
    await expect(pending(other)).toContainText("+1 grant on 1 member");

    await apply(other, "abroad");
    await expect(receiptOf(other, "CHECK_FINANCE_INFO")).toContainText("Verified");
    await expect(other).toHaveURL(new RegExp(`account=${second}$`));
    expect(await desk.second.writes(beta.relationId)).toEqual(["ADD CHECK_FINANCE_INFO"]);
    expect(await desk.simulator.writes(alpha.relationId)).toEqual(["ADD FORBID_WITHDRAW_CASH"]);

    for (const [tab, own, foreign] of [
      [page, "Alpha of the group", "Beta abroad"],
      [other, "Beta abroad", "Alpha of the group"],
    ] as const) {
      await tab.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Members" }).click();
      await expect(tab.getByRole("link", { name: own })).toBeVisible();
      await expect(tab.getByText(foreign)).toHaveCount(0);
      await expectAccessible(tab);
    }
    await other.close();
  });

  test("the switch leads to the same kind of page, and back is back", async ({
    page,
    desk,
    signInAs,
    expectAccessible,
  }) => {
    await signInAs(page, "auditor");
    const alpha = await desk.simulator.mintRelation({ nickname: "Alpha of the group" });
    await openWhenRead(page, alpha.relationId);
    await accountButton(page, "Group").focus();
    await page.keyboard.press("Enter");
    const accounts = page.getByRole("dialog", { name: "Accounts" });
    await expect(accounts.getByRole("link")).toHaveCount(2);
    await expect(accounts.getByRole("link", { name: /Group/ })).toHaveAttribute("aria-current", "true");
    await expectAccessible(page);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.waitForURL(`**/members?account=${desk.second.payerUid}`);
    await expect(accountButton(page, "International")).toBeVisible();

    for (const name of ["Changes", "Audit", "Settings"]) {
      await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name }).click();
      await page.waitForURL(`**/${name.toLowerCase()}?account=${desk.second.payerUid}`);
    }
    await expect(page.getByText(desk.second.payerUid).first()).toBeVisible();
    await expect(page.getByRole("row").filter({ hasText: "QueryRelationList" })).toContainText("Works");
    await expect(page.getByRole("row").filter({ hasText: "CreateAgAccount" })).toContainText("Never tried");
    await expectAccessible(page);

    await accountButton(page, "International").click();
    await accounts.getByRole("link", { name: /Group/ }).click();
    await page.waitForURL(`**/settings?account=${desk.simulator.payerUid}`);
    await expect(accountButton(page, "Group")).toBeVisible();
    await page.goBack();
    await page.waitForURL(`**/settings?account=${desk.second.payerUid}`);
    await expect(accountButton(page, "International")).toBeVisible();
  });

  test("an id of the other account, and an account that is none, are not there", async ({
    page,
    desk,
    signInAs,
    watch,
    expectAccessible,
  }) => {
    watch.tolerate(/status of 404/);
    await signInAs(page, "requester");
    const second = desk.second.payerUid;
    const beta = await desk.second.mintRelation();
    // Each simulator counts its ids by itself: the first one of either is the same.
    const twin = await desk.simulator.mintRelation();
    const alpha = await desk.simulator.mintRelation();
    expect(twin.relationId).toBe(beta.relationId);
    await openWhenRead(page, beta.relationId, second);
    await openWhenRead(page, alpha.relationId);
    for (const path of [
      `/members/${alpha.relationId}?account=${second}`,
      "/members?account=42",
      "/settings?account=",
    ]) {
      expect((await page.goto(path))?.status(), path).toBe(404);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await expectAccessible(page);
    }
    for (const path of [`/api/relations/${alpha.relationId}?account=${second}`, "/api/members?account=42"])
      expect((await page.request.get(path)).status(), path).toBe(404);

    await openWhenRead(page, alpha.relationId, desk.simulator.payerUid);
    const sent = page.waitForRequest(isAction);
    await box(page, "FORBID_WITHDRAW_CASH").check();
    const action = await sent;
    await expect(pending(page)).toBeVisible();
    const { "next-action": id = "", "content-type": type = "" } = action.headers();
    const body = action.postDataBuffer()?.toString() ?? "";
    expect(body).toContain(desk.simulator.payerUid);
    const replay = async (text: string) => {
      const headers = { "next-action": id, "content-type": type, accept: "text/x-component", origin: desk.url };
      // A connection that the server has closed meanwhile is opened again; what was answered is not asked again.
      return (await page.request.post(action.url(), { headers, data: text, maxRetries: 1 })).text();
    };
    expect(await replay(body.replaceAll(desk.simulator.payerUid, second))).toContain('"not_found"');
    expect(await replay(body.replaceAll(desk.simulator.payerUid, "42"))).toContain('"not_found"');
    expect(await replay(body.replaceAll(desk.simulator.payerUid, ""))).toContain('"bad_input"');
  });

  test("one that is taken out of the file can be looked at, and nothing else", async ({
    page,
    desk,
    signInAs,
    expectAccessible,
  }) => {
    await signInAs(page, "requester");
    const beta = await desk.second.mintRelation({ nickname: "Beta abroad" });
    await openWhenRead(page, beta.relationId, desk.second.payerUid);
    await expect(box(page, "CHECK_FINANCE_INFO")).toBeEnabled();
    await page.goto("about:blank");
    await desk.dropSecondAccount("Group");
    await desk.stop();
    const asked = await desk.second.lastSeq();
    await desk.start();
    await page.goto(`/members?account=${desk.second.payerUid}`);
    // The worker notes it as it starts, which is after the page can be had.
    await expect(page.getByText("This account is not configured any more").first()).toBeVisible();
    await page.getByRole("link", { name: "Beta abroad" }).click();
    await expect(box(page, "CHECK_FINANCE_INFO")).toBeDisabled();
    for (const each of await page.getByRole("checkbox").all()) await expect(each).toBeDisabled();
    await expect(page.getByRole("button", { name: "Check now" })).toHaveCount(0);
    await page
      .getByRole("banner")
      .getByRole("button", { name: /^Account \d+/ })
      .click();
    await expect(page.getByRole("dialog", { name: "Accounts" })).toContainText("No credentials any more");
    await expectAccessible(page);
    expect(await desk.second.journal({ event: "received", sinceSeq: asked })).toEqual([]);
  });
});

test.describe("a long lease", () => {
  test.use({ own: { accounts: names, settings: { LINKBOOK_LEASE: "10m" } } });

  test("is given back at the end of the process, so that the next one works at once", async ({
    page,
    desk,
    signInAs,
  }) => {
    await signInAs(page, "viewer");
    const before = await desk.simulator.mintRelation();
    await openWhenRead(page, before.relationId);
    // A browser's open connections would hold the server back, though not its leases.
    await page.goto("about:blank");
    await desk.stop();
    await desk.start();
    const alpha = await desk.simulator.mintRelation();
    const beta = await desk.second.mintRelation();
    await openWhenRead(page, alpha.relationId);
    await openWhenRead(page, beta.relationId, desk.second.payerUid);
  });
});
