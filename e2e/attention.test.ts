import { apply, openMinted, receiptOf, want } from "./fixtures/steps";
import { expect, test } from "./fixtures/test";

test.use({ own: {} });

test("what waits for somebody is the first page: for the member with a text to send, and from outside until it is seen", async ({
  page,
  desk,
  signInByForm,
  openAs,
  expectAccessible,
}) => {
  await desk.simulator.switches({ changeConfirming: "always" });
  await signInByForm(page, "requester");
  // The population has an invitation and a code that nobody knows.
  await expect(page).toHaveURL(/\/attention$/);
  const codes = page.getByRole("region", { name: "Codes that nobody knows" });
  await expect(codes).toContainText("allow_view_budget_center");
  await expect(page.getByRole("region", { name: "Invitations" })).toContainText("The member has to answer");
  await expectAccessible(page);

  const relation = await openMinted(page, desk, { nickname: "Slow to answer" });
  await want(page, "FORBID_WITHDRAW_CASH", true);
  await apply(page);
  await expect(receiptOf(page, "FORBID_WITHDRAW_CASH")).toContainText("Waiting for the member");
  const set = new URL(page.url()).pathname;
  const drifting = await openMinted(page, desk, { nickname: "Changed by somebody" });
  await desk.simulator.console(drifting.relationId, "ADD", ["CHECK_FINANCE_INFO"]);
  await page.getByRole("button", { name: "Check now" }).click();
  await expect(page.getByText("Outside Linkbook").first()).toBeVisible({ timeout: 15_000 });

  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Needs attention" }).click();
  const waiting = page.getByRole("region", { name: "Waiting for the member" });
  await expect(waiting.getByRole("listitem")).toContainText(["Slow to answer"]);
  await waiting.getByText("A text for the member").click();
  const text = waiting.getByRole("textbox", { name: "Text for Slow to answer" });
  await expect(text).toHaveValue(new RegExp(`${desk.simulator.payerUid}.*${relation.memberUid}`));
  const outside = page.getByRole("region", { name: "Changed outside of Linkbook" });
  const changed = outside.getByRole("listitem").filter({ hasText: "Changed by somebody" });
  await expect(changed).toContainText("View the account-linking information: Off → On");
  await expectAccessible(page);
  const viewer = await openAs("viewer");
  await viewer.goto("/attention");
  await expect(viewer.getByRole("region", { name: "Changed outside of Linkbook" })).toBeVisible();
  await expect(viewer.getByRole("button", { name: /^Seen/ })).toHaveCount(0);

  await outside.getByRole("button", { name: "Seen: Changed by somebody" }).click();
  await expect(changed).toHaveCount(0);
  // Both relations have also come into the list without anybody here having linked them.
  await outside.getByRole("button", { name: "Mark all 1 as seen" }).click();
  await expect(outside).toHaveCount(0);
  await expect(waiting).toBeVisible();
  await waiting.getByRole("link", { name: "See the receipt" }).click();
  await page.waitForURL(`**${set}`);
});
