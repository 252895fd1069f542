import { apply, openMinted, receiptOf, want } from "./fixtures/steps";
import { expect, test } from "./fixtures/test";

test.use({ own: {} });

test("a restored database says so, sends nothing that was unfinished, and works on when an administrator resumes", async ({
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
  const changeSet = new URL(page.url()).pathname;
  // A browser's open connections would hold the server back.
  await page.goto("about:blank");
  await desk.stop();
  await desk.run("lib/cli/restore.ts", "--in-place");
  await desk.start();

  await page.goto("/members");
  await expect(page.getByText("The database is a restored copy, so writes are paused")).toBeVisible();
  await expect(page.getByRole("banner").getByText("Paused after a restore")).toBeVisible();
  await expectAccessible(page);
  await page.goto(changeSet);
  await expect(receiptOf(page, "FORBID_WITHDRAW_CASH")).toContainText("Not sent");
  await expect(page.getByText("the database is a restored copy").first()).toBeVisible();

  const admin = await openAs("admin");
  await admin.goto("/members");
  await admin.getByRole("button", { name: "Resume writes" }).click();
  await expect(admin.getByText("The database is a restored copy")).toHaveCount(0);
  expect(await desk.simulator.writes(relation.relationId)).toEqual([]);

  await page.goto(`/members/${relation.relationId}`);
  await want(page, "FORBID_WITHDRAW_CASH", true);
  await apply(page);
  await expect(receiptOf(page, "FORBID_WITHDRAW_CASH")).toContainText("Verified");
  expect(await desk.simulator.writes(relation.relationId)).toEqual(["ADD FORBID_WITHDRAW_CASH"]);
});
