import { box, labels, receiptOf } from "./fixtures/steps";
import { expect, test } from "./fixtures/test";

test("a requester finds a member by part of its Chinese name, forbids withdrawing, and sees it verified", async ({
  page,
  desk,
  signInByForm,
  expectAccessible,
}) => {
  const relation = await desk.simulator.mintRelation({ name: "云帆远航科技有限公司", nickname: "云帆远航" });
  const since = await desk.simulator.lastSeq();
  await signInByForm(page, "requester");

  await page.goto("/members");
  const search = page.getByRole("searchbox", { name: "Search members" });
  const row = page
    .getByRole("table", { name: "Linked members" })
    .getByRole("row")
    .filter({ hasText: relation.memberUid });
  await expect(async () => {
    await search.fill("帆远");
    await expect(row).toBeVisible({ timeout: 500 });
  }).toPass();
  await expectAccessible(page);
  await row.getByRole("link", { name: "云帆远航" }).click();

  await expect(box(page, "FORBID_WITHDRAW_CASH")).toBeEnabled();
  await box(page, "FORBID_WITHDRAW_CASH").check();
  const pending = page.getByRole("region", { name: "Pending changes" });
  await expect(pending).toContainText("+1 restriction");
  expect(await desk.simulator.writes(relation.relationId)).toEqual([]);

  await pending.getByRole("button", { name: "Review changes" }).click();
  const dialog = page.getByRole("dialog", { name: "Review changes" });
  await expect(dialog).toContainText(labels.FORBID_WITHDRAW_CASH);
  await dialog.getByRole("button", { name: "Apply changes" }).click();
  await expect(dialog.getByLabel("Reason")).toHaveAttribute("aria-invalid", "true");
  await expectAccessible(page);
  await dialog.getByLabel("Reason").fill("cash pooling starts");
  await dialog.getByRole("button", { name: "Apply changes" }).click();

  await expect(receiptOf(page, "FORBID_WITHDRAW_CASH")).toContainText("Verified");
  await expectAccessible(page);
  const calls = await desk.simulator.calls(relation.relationId, since);
  expect(calls.filter((call) => call !== "read")).toEqual(["ADD FORBID_WITHDRAW_CASH"]);
  const at = calls.indexOf("ADD FORBID_WITHDRAW_CASH");
  expect([calls[at - 1], calls[at + 1]]).toEqual(["read", "read"]);
  expect((await desk.simulator.relation(relation.relationId)).codes).toEqual(["FORBID_WITHDRAW_CASH"]);
});
