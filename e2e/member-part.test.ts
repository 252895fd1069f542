import type { Page } from "@playwright/test";
import type { Desk } from "./fixtures/desk";
import { apply, box, openMinted, receiptOf, want } from "./fixtures/steps";
import { expect, test } from "./fixtures/test";

/** Applies one change that the member has to agree to. */
async function waitForMember(page: Page, desk: Desk) {
  await desk.simulator.switches({ changeConfirming: "always" });
  const relation = await openMinted(page, desk);
  await want(page, "FORBID_WITHDRAW_CASH", true);
  await apply(page);
  const receipt = receiptOf(page, "FORBID_WITHDRAW_CASH");
  await expect(receipt).toContainText("Waiting for the member");
  return { relationId: relation.relationId, receipt };
}

test.beforeEach(async ({ page, signInAs }) => signInAs(page, "requester"));

test("a member who accepts makes it verified", async ({ page, desk }) => {
  const { relationId, receipt } = await waitForMember(page, desk);
  await desk.simulator.member(relationId, "accept");
  await expect(receipt).toContainText("Verified");
  expect(await desk.simulator.writes(relationId)).toEqual(["ADD FORBID_WITHDRAW_CASH"]);
});

test("a member who declines is named", async ({ page, desk }) => {
  const { relationId, receipt } = await waitForMember(page, desk);
  await desk.simulator.member(relationId, "decline");
  await expect(receipt).toContainText("Declined by the member");
  expect((await desk.simulator.relation(relationId)).codes).toEqual([]);
});

test("a member who unlinks leaves no effect", async ({ page, desk }) => {
  const { relationId, receipt } = await waitForMember(page, desk);
  await desk.simulator.member(relationId, "unlink");
  await expect(receipt).toContainText("No effect");
});

test("a member who never answers freezes the boxes and is never called verified", async ({ page, desk }) => {
  const { relationId, receipt } = await waitForMember(page, desk);
  const since = await desk.simulator.lastSeq();
  // Three more looks at the relation, all of them still without an answer.
  await expect.poll(async () => (await desk.simulator.calls(relationId, since)).length).toBeGreaterThanOrEqual(3);
  await expect(receipt).toContainText("Waiting for the member");
  await page.goto(`/members/${relationId}`);
  await expect(box(page, "CHECK_FINANCE_INFO")).toBeDisabled();
  await expect(page.getByText("Waiting for the member").first()).toBeVisible();
  expect(await desk.simulator.writes(relationId)).toEqual(["ADD FORBID_WITHDRAW_CASH"]);
});
