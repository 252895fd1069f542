import { apply, box, openMinted, receiptOf, want } from "./fixtures/steps";
import { expect, test } from "./fixtures/test";

test.use({ own: { switches: { twins: "opaque" } } });

test("twins that do not normalise are shown raw, calibrated by an administrator, then changed like any other", async ({
  page,
  desk,
  openAs,
  signInAs,
  expectAccessible,
}) => {
  await signInAs(page, "requester");
  const relation = await openMinted(page, desk, { codes: ["CHECK_FINANCE_INFO"] });
  await expect(page.getByRole("heading", { name: "Other codes" })).toBeVisible();
  await expect(box(page, "FORBID_WITHDRAW_CASH")).toBeDisabled();
  await expectAccessible(page);

  const admin = await openAs("admin");
  await admin.goto(`/members/${relation.relationId}`);
  const panel = admin.getByRole("region", { name: "Calibration" });
  await panel.getByLabel("Code to prove").selectOption({ label: "Forbid withdrawing the balance" });
  await panel.getByLabel("Reason").fill("find its pair");
  await panel.getByRole("button", { name: "Start calibration" }).click();
  await panel.getByRole("button", { name: "Confirm pair" }).click();
  await expect(panel.getByText("is proven")).toBeVisible();
  await expectAccessible(admin);
  expect(await desk.simulator.writes(relation.relationId)).toEqual([
    "ADD FORBID_WITHDRAW_CASH",
    "DELETE FORBID_WITHDRAW_CASH",
  ]);

  await page.reload();
  await want(page, "FORBID_WITHDRAW_CASH", true);
  await apply(page);
  await expect(receiptOf(page, "FORBID_WITHDRAW_CASH")).toContainText("Verified");
  expect((await desk.simulator.relation(relation.relationId)).codes).toEqual([
    "CHECK_FINANCE_INFO",
    "FORBID_WITHDRAW_CASH",
  ]);
});
