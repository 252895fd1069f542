import { apply, box, discard, openMinted, receiptOf, want } from "./fixtures/steps";
import { expect, test } from "./fixtures/test";

test.beforeEach(async ({ page, signInAs }) => signInAs(page, "requester"));

test("without a connection nothing waits to be sent: apply and a tick fail at once, and stay failed", async ({
  page,
  desk,
  watch,
}) => {
  watch.tolerate(/ERR_INTERNET_DISCONNECTED|Failed to fetch/);
  const relation = await openMinted(page, desk);
  await want(page, "FORBID_WITHDRAW_CASH", true);
  await page.getByRole("button", { name: "Review changes" }).click();
  const dialog = page.getByRole("dialog", { name: "Review changes" });
  await expect(dialog.getByLabel("Reason")).toBeFocused();
  await dialog.getByLabel("Reason").fill("agreed with the member");
  await page.context().setOffline(true);
  await dialog.getByRole("button", { name: "Apply changes" }).click();
  await expect(dialog).toContainText("No answer came");
  await dialog.getByRole("button", { name: "Back" }).click();
  await box(page, "CHECK_FINANCE_INFO").click();
  await expect(page.getByText("Not saved")).toBeVisible();

  const posts: string[] = [];
  page.on("request", (request) => request.method() === "POST" && posts.push(request.url()));
  const read = page.waitForResponse(/\/api\/status/);
  await page.context().setOffline(false);
  await read;
  await page.getByRole("button", { name: "Review changes" }).click();
  await expect(dialog.getByLabel("Reason")).toHaveValue("agreed with the member");
  await page.keyboard.press("Escape");
  await expect(box(page, "CHECK_FINANCE_INFO")).not.toBeChecked();
  expect(posts).toEqual([]);
  expect(await desk.simulator.writes(relation.relationId)).toEqual([]);
  await discard(page);
});

test("a change set says that the connection is lost while its receipts are open", async ({ page, desk, watch }) => {
  watch.tolerate(/ERR_INTERNET_DISCONNECTED|Failed to fetch/);
  const relation = await openMinted(page, desk);
  await desk.simulator.faults({
    kind: "lying_success",
    operation: "ModifyAccountRelation",
    relationId: relation.relationId,
    times: 1,
  });
  await want(page, "FORBID_WITHDRAW_CASH", true);
  await apply(page);
  await page.context().setOffline(true);
  await expect(page.getByText("The connection is lost")).toBeVisible();
  await page.context().setOffline(false);
  await expect(page.getByText("The connection is lost")).toHaveCount(0);
  await expect(receiptOf(page, "FORBID_WITHDRAW_CASH")).toContainText("No effect", { timeout: 20_000 });
});

test("a draft applied in another tab: the dialog of this one stays, says so and keeps the reason", async ({
  page,
  desk,
}) => {
  const relation = await openMinted(page, desk);
  await want(page, "FORBID_WITHDRAW_CASH", true);
  await page.getByRole("button", { name: "Review changes" }).click();
  const dialog = page.getByRole("dialog", { name: "Review changes" });
  await dialog.getByLabel("Reason").fill("typed here");
  const other = await page.context().newPage();
  await other.goto(`/members/${relation.relationId}`);
  await apply(other);
  await expect(receiptOf(other, "FORBID_WITHDRAW_CASH")).toContainText("Verified");
  await page.bringToFront();
  await dialog.getByRole("button", { name: "Apply changes" }).click();
  await expect(dialog).toContainText("This draft was applied or discarded elsewhere");
  await expect(dialog.getByLabel("Reason")).toHaveValue("typed here");
  await expect(dialog.getByRole("button", { name: "Apply changes" })).toHaveCount(0);
  await expect(page.locator("fieldset").getByText("Forbidden", { exact: true }).first()).toBeAttached();
  await dialog.getByRole("link", { name: "Go to Changes" }).click();
  await page.waitForURL(/\/changes$/);
  await expect(dialog).toHaveCount(0);
  expect(await desk.simulator.writes(relation.relationId)).toEqual(["ADD FORBID_WITHDRAW_CASH"]);
});

test("a relation that has changed since is planned again, or taken out", async ({ page, desk, expectAccessible }) => {
  const relation = await openMinted(page, desk);
  await want(page, "FORBID_WITHDRAW_CASH", true);
  await want(page, "CHECK_FINANCE_INFO", true);
  const consoleDid = async (code: "CHECK_FINANCE_INFO" | "CHECK_TARGET_CONSUMPTION") => {
    await desk.simulator.console(relation.relationId, "ADD", [code]);
    await page.getByRole("button", { name: "Check now" }).click();
    await expect(box(page, code)).toBeChecked();
    await expect(page.getByRole("region", { name: "What changed and when" })).toContainText("Outside Linkbook");
  };
  const dialog = page.getByRole("dialog", { name: "Review changes" });
  const review = () => page.getByRole("button", { name: "Review changes" }).click();

  await consoleDid("CHECK_FINANCE_INFO");
  await expect(async () => {
    await review();
    await expect(dialog).toContainText("Nothing can be sent as it stands", { timeout: 1_000 });
  }).toPass();
  await expect(dialog.getByLabel("Reason")).toHaveCount(0);
  await expect(dialog.getByRole("link", { name: /^Look again/ })).toHaveAttribute(
    "href",
    `/members/${relation.relationId}`,
  );
  await expectAccessible(page);
  await dialog.getByRole("button", { name: /^Plan again/ }).click();
  await expect(dialog).toContainText("1 change on 1 member");
  await page.keyboard.press("Escape");

  await consoleDid("CHECK_TARGET_CONSUMPTION");
  await expect(async () => {
    await review();
    await expect(dialog).toContainText("Nothing can be sent as it stands", { timeout: 1_000 });
  }).toPass();
  await dialog.getByRole("button", { name: /^Take it out/ }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole("region", { name: "Pending changes" })).toHaveCount(0);
  expect(await desk.simulator.writes(relation.relationId)).toEqual([]);
});

test("who is signed out meanwhile is led to sign in, and back to where they were", async ({ page, desk, watch }) => {
  watch.tolerate(/401/);
  const relation = await openMinted(page, desk);
  await page.context().clearCookies();
  await box(page, "CHECK_FINANCE_INFO").click();
  const failure = page.getByRole("alert").filter({ hasText: "Not saved: You are not signed in any more" });
  await failure.getByRole("link", { name: "Sign in" }).click();
  await page.waitForURL(/\/sign-in\?/);
  const back = new URL(page.url()).searchParams.get("callbackUrl") ?? "";
  expect(new URL(back, desk.url).pathname).toBe(`/members/${relation.relationId}`);
});
