import { apply, box, openMinted, receiptOf, want } from "./fixtures/steps";
import { expect, test } from "./fixtures/test";

test.beforeEach(async ({ page, signInAs }) => signInAs(page, "requester"));

test("un-ticking takes the code off and is verified", async ({ page, desk }) => {
  const relation = await openMinted(page, desk, { codes: ["FORBID_WITHDRAW_CASH", "CHECK_FINANCE_INFO"] });
  await want(page, "FORBID_WITHDRAW_CASH", false);
  await apply(page);
  await expect(receiptOf(page, "FORBID_WITHDRAW_CASH")).toContainText("Verified");
  expect(await desk.simulator.writes(relation.relationId)).toEqual(["DELETE FORBID_WITHDRAW_CASH"]);
  expect((await desk.simulator.relation(relation.relationId)).codes).toEqual(["CHECK_FINANCE_INFO"]);
});

test("a lying Success:true is never shown as verified", async ({ page, desk }) => {
  const relation = await openMinted(page, desk);
  await desk.simulator.faults({
    kind: "lying_success",
    operation: "ModifyAccountRelation",
    relationId: relation.relationId,
    times: 1,
  });
  await want(page, "FORBID_WITHDRAW_CASH", true);
  await apply(page);
  const receipt = receiptOf(page, "FORBID_WITHDRAW_CASH");
  await expect(receipt).toContainText("Not confirmed");
  await expect(receipt).toContainText("may still take effect until");
  await expect(receipt).toContainText("No effect", { timeout: 20_000 });
  expect(await desk.simulator.writes(relation.relationId)).toEqual(["ADD FORBID_WITHDRAW_CASH"]);
  expect((await desk.simulator.relation(relation.relationId)).codes).toEqual([]);
});

test("a 500 after the effect ends verified by read-back, with one request", async ({ page, desk }) => {
  const relation = await openMinted(page, desk);
  await desk.simulator.faults({
    kind: "status500_after",
    operation: "ModifyAccountRelation",
    relationId: relation.relationId,
    times: 1,
  });
  await want(page, "FORBID_WITHDRAW_CASH", true);
  await apply(page);
  await expect(receiptOf(page, "FORBID_WITHDRAW_CASH")).toContainText("Verified");
  expect(await desk.simulator.writes(relation.relationId)).toEqual(["ADD FORBID_WITHDRAW_CASH"]);
});

test("an effect after the answer is awaited; one after the settle window is called late, not drift", async ({
  page,
  desk,
}) => {
  const relation = await openMinted(page, desk);
  await desk.simulator.faults({
    kind: "effect_delayed",
    ms: 5_000,
    operation: "ModifyAccountRelation",
    relationId: relation.relationId,
    times: 1,
  });
  await want(page, "FORBID_WITHDRAW_CASH", true);
  await apply(page);
  const receipt = receiptOf(page, "FORBID_WITHDRAW_CASH");
  await expect(receipt).toContainText("Not confirmed");
  await expect(receipt).toContainText("Verified", { timeout: 20_000 });

  await desk.simulator.faults({
    kind: "effect_delayed",
    ms: 14_000,
    operation: "ModifyAccountRelation",
    relationId: relation.relationId,
    times: 1,
  });
  await page.goto(`/members/${relation.relationId}`);
  await want(page, "CHECK_FINANCE_INFO", true);
  const since = await desk.simulator.lastSeq();
  await apply(page);
  await expect(receiptOf(page, "CHECK_FINANCE_INFO")).toContainText("No effect", { timeout: 20_000 });
  await desk.simulator.event("visible", { relationId: relation.relationId, sinceSeq: since }, 30_000);
  await page.goto(`/members/${relation.relationId}`);
  await page.getByRole("button", { name: "Check now" }).click();
  await expect(page.getByText("Possibly a late effect of an earlier change")).toBeVisible();
  await expect(page.getByText("Outside Linkbook")).toHaveCount(0);
  expect(await desk.simulator.writes(relation.relationId)).toEqual([
    "ADD FORBID_WITHDRAW_CASH",
    "ADD CHECK_FINANCE_INFO",
  ]);
});

test("a change made elsewhere between plan and apply is stale, and nothing is sent", async ({ page, desk }) => {
  const relation = await openMinted(page, desk);
  await want(page, "FORBID_WITHDRAW_CASH", true);
  await desk.simulator.console(relation.relationId, "ADD", ["CHECK_FINANCE_INFO"]);
  await apply(page);
  const receipt = receiptOf(page, "FORBID_WITHDRAW_CASH");
  await expect(receipt).toContainText("Not sent");
  await expect(receipt).toContainText(/changed since|moved on|stale/i);
  expect(await desk.simulator.writes(relation.relationId)).toEqual([]);
  await page.goto(`/members/${relation.relationId}`);
  await expect(page.getByText("Outside Linkbook")).toBeVisible();
  await expect(box(page, "CHECK_FINANCE_INFO")).toBeChecked();
});

test("what tightens goes first, and what loosens is held back when it is not verified", async ({ page, desk }) => {
  const relation = await openMinted(page, desk, { codes: ["CHECK_TARGET_CONSUMPTION"] });
  await want(page, "FORBID_WITHDRAW_CASH", true);
  await want(page, "CHECK_TARGET_CONSUMPTION", false);
  await want(page, "CHECK_FINANCE_INFO", true);
  await apply(page);
  await expect(receiptOf(page, "CHECK_FINANCE_INFO")).toContainText("Verified");
  expect(await desk.simulator.writes(relation.relationId)).toEqual([
    "DELETE CHECK_TARGET_CONSUMPTION",
    "ADD FORBID_WITHDRAW_CASH",
    "ADD CHECK_FINANCE_INFO",
  ]);

  const other = await openMinted(page, desk);
  await desk.simulator.faults({
    kind: "refuse",
    code: "NotAuthorized",
    status: 403,
    operation: "ModifyAccountRelation",
    relationId: other.relationId,
    verb: "ADD",
    times: 1,
  });
  await want(page, "FORBID_WITHDRAW_CASH", true);
  await want(page, "CHECK_FINANCE_INFO", true);
  await apply(page);
  await expect(receiptOf(page, "FORBID_WITHDRAW_CASH")).toContainText("Refused");
  await expect(receiptOf(page, "CHECK_FINANCE_INFO")).toContainText("Not sent");
  expect(await desk.simulator.writes(other.relationId)).toEqual(["ADD FORBID_WITHDRAW_CASH"]);
});

test("paused writes wait, say so, and go on when an administrator resumes", async ({ page, desk, openAs }) => {
  const relation = await openMinted(page, desk);
  await page.getByRole("button", { name: "Pause writes" }).click();
  await expect(page.getByText("Writes are paused").first()).toBeVisible();
  await want(page, "FORBID_WITHDRAW_CASH", true);
  await apply(page);
  await expect(receiptOf(page, "FORBID_WITHDRAW_CASH")).toContainText("Queued");
  expect(await desk.simulator.writes(relation.relationId)).toEqual([]);
  const admin = await openAs("admin");
  await admin.goto("/members");
  await admin.getByRole("button", { name: "Resume writes" }).click();
  await expect(receiptOf(page, "FORBID_WITHDRAW_CASH")).toContainText("Verified");
  expect(await desk.simulator.writes(relation.relationId)).toEqual(["ADD FORBID_WITHDRAW_CASH"]);
});
