import { apply, box, openMinted, receiptOf, want } from "./fixtures/steps";
import { expect, test } from "./fixtures/test";

test.use({ own: {} });

test("what was stopped is retried, what was verified is undone: each as pending changes, reviewed like any other", async ({
  page,
  desk,
  signInAs,
  openAs,
  expectAccessible,
}) => {
  await signInAs(page, "requester");
  const relation = await openMinted(page, desk);
  await page.getByRole("button", { name: "Pause writes" }).click();
  await want(page, "FORBID_WITHDRAW_CASH", true);
  await apply(page);
  await expect(receiptOf(page, "FORBID_WITHDRAW_CASH")).toContainText("Queued");
  await expect(page.getByRole("button", { name: "Retry" })).toHaveCount(0);
  await page.getByRole("button", { name: "Stop" }).click();
  await expect(receiptOf(page, "FORBID_WITHDRAW_CASH")).toContainText("Not sent");

  await page.getByRole("button", { name: "Retry 1 change", exact: true }).click();
  await expect(page.getByRole("status").filter({ hasText: "1 is among the pending changes now" })).toBeVisible();
  await expectAccessible(page);
  const viewer = await openAs("viewer");
  await viewer.goto(page.url());
  await expect(receiptOf(viewer, "FORBID_WITHDRAW_CASH")).toBeVisible();
  await expect(viewer.getByRole("button", { name: /^Retry/ })).toHaveCount(0);
  const admin = await openAs("admin");
  await admin.goto("/members");
  await admin.getByRole("button", { name: "Resume writes" }).click();
  await expect(page.getByText("Writes are paused")).toHaveCount(0);
  expect(await desk.simulator.writes(relation.relationId)).toEqual([]);
  await apply(page);
  await expect(receiptOf(page, "FORBID_WITHDRAW_CASH")).toContainText("Verified");

  const retried = page.url();
  await page.getByRole("button", { name: "Undo 1 change", exact: true }).click();
  await apply(page);
  await page.waitForURL((url) => url.href !== retried);
  await expect(receiptOf(page, "FORBID_WITHDRAW_CASH")).toContainText("Verified");
  expect(await desk.simulator.writes(relation.relationId)).toEqual([
    "ADD FORBID_WITHDRAW_CASH",
    "DELETE FORBID_WITHDRAW_CASH",
  ]);
  await page.goto(`/members/${relation.relationId}`);
  await expect(box(page, "FORBID_WITHDRAW_CASH")).not.toBeChecked();
});
