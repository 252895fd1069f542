import type { Page } from "@playwright/test";
import { expectOutcome, nextAction, received, replay, resultOf } from "./fixtures/account-steps";
import { openMinted, openWhenRead } from "./fixtures/steps";
import { expect, test } from "./fixtures/test";

async function unlink(page: Page, uid: string): Promise<void> {
  await page.getByRole("button", { name: "Unlink", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Type the member's UID").fill(uid);
  await dialog.getByLabel("Reason").fill("the company was sold");
  await dialog.getByRole("button", { name: "Unlink 1 member" }).click();
}

test.beforeEach(async ({ page, signInAs }) => signInAs(page, "requester"));

test("unlinking says what it costs, wants the member's UID typed, and is verified by a read", async ({
  page,
  desk,
  expectAccessible,
}) => {
  const relation = await openMinted(page, desk, { codes: ["CHECK_FINANCE_INFO", "FORBID_WITHDRAW_CASH"] });
  const since = await desk.simulator.lastSeq();
  await page.getByRole("button", { name: "Unlink", exact: true }).click();
  const dialog = page.getByRole("dialog");
  for (const cost of [
    "1 permission ends.",
    "1 restriction of the member ends, too.",
    "Credit allocated to the member has to be reclaimed first",
    "are refunded with 0",
    "Only the management account can unlink",
    "Linking again may need the member to accept an invitation.",
  ])
    await expect(dialog).toContainText(cost);
  await dialog.getByLabel("Type the member's UID").fill("1234567890");
  await dialog.getByRole("button", { name: "Unlink 1 member" }).click();
  await expect(dialog).toContainText("It is not this member's UID.");
  await expect(dialog).toContainText("Enter a reason.");
  await expectAccessible(page);
  expect(await received(desk.simulator, "RelieveAccountRelation", since)).toEqual([]);

  await page.keyboard.press("Escape");
  await unlink(page, relation.memberUid);
  await expectOutcome(page, "Verified");
  await expect(resultOf(page)).toContainText("The relation is not in effect any more");
  await expectAccessible(page);
  expect((await desk.simulator.relation(relation.relationId)).state).toBe("CONNECTION_CANCELED");
  expect(await received(desk.simulator, "RelieveAccountRelation", since)).toHaveLength(1);
  await page.goto(`/members/${relation.relationId}`);
  await expect(page.getByRole("main").getByText("Canceled", { exact: true }).first()).toBeVisible();
  await expect(page.getByRole("button", { name: "Unlink", exact: true })).toHaveCount(0);
});

test("while credit has not been reclaimed Alibaba Cloud refuses, and the receipt says what that means", async ({
  page,
  desk,
}) => {
  await desk.simulator.switches({ relieveBlocked: "credit_not_reclaimed" });
  const relation = await openMinted(page, desk);
  await unlink(page, relation.memberUid);
  await expectOutcome(page, "Refused");
  await expect(resultOf(page)).toContainText("a read after it does not show what was asked for");
  await expect(resultOf(page)).toContainText("NotApplicable");
  expect((await desk.simulator.relation(relation.relationId)).state).toBe("RELATED");
});

test("an unlink without a clear answer is read back, not sent again", async ({ page, desk }) => {
  const relation = await openMinted(page, desk);
  const since = await desk.simulator.lastSeq();
  await desk.simulator.faults({ kind: "reset_after", operation: "RelieveAccountRelation" });
  await unlink(page, relation.memberUid);
  await expectOutcome(page, "Verified");
  await expect(page.getByRole("term").filter({ hasText: "Ended without an answer" })).toBeVisible();
  expect(await received(desk.simulator, "RelieveAccountRelation", since)).toHaveLength(1);

  // One that never arrived has no effect to be seen, and while it is looked for nothing says that there was an answer.
  const other = await openMinted(page, desk);
  await desk.simulator.clearFaults();
  await desk.simulator.faults({ kind: "reset_before", operation: "RelieveAccountRelation" });
  await unlink(page, other.memberUid);
  await expect(resultOf(page)).toContainText("No clear answer came. Linkbook reads whether it took effect.");
  await expect(resultOf(page)).toContainText("Linkbook's name for it: reset");
});

test("an unlink that flow control turns away says so, and can be stopped: the receipt says by whom", async ({
  page,
  desk,
}) => {
  const relation = await openMinted(page, desk);
  await desk.simulator.faults({ kind: "throttle", operation: "RelieveAccountRelation", retryAfterMs: 1_000 });
  await unlink(page, relation.memberUid);
  await expect(resultOf(page)).toContainText("flow control turned the request away");
  await expect(page.getByText("Nothing has been sent")).toHaveCount(0);
  await expect(page.getByText("Stopped, it is not sent again")).toBeVisible();
  await page.getByRole("button", { name: "Stop" }).click();
  await expectOutcome(page, "Refused");
  await expect(resultOf(page)).toContainText("a read after it does not show what was asked for. It is not sent again.");
  await expect(page.getByRole("region", { name: "History" })).toContainText("Stopped by 陈晓梅 Chen Xiaomei");
  expect((await desk.simulator.relation(relation.relationId)).state).toBe("RELATED");
});

test("a viewer cannot unlink, and the requester's request with the viewer's cookie is denied", async ({
  page,
  desk,
  openAs,
}) => {
  await desk.simulator.switches({ relieveBlocked: "credit_not_reclaimed" });
  const relation = await openMinted(page, desk);
  const action = nextAction(page);
  await unlink(page, relation.memberUid);
  const sent = await action;
  await expectOutcome(page, "Refused");
  await desk.simulator.switches({ relieveBlocked: "none" });

  const viewer = await openAs("viewer");
  await openWhenRead(viewer, relation.relationId);
  await expect(viewer.getByRole("button", { name: "Unlink", exact: true })).toBeDisabled();
  await expect(viewer.getByText("You do not have the right to do this: it needs the role Requester.")).toBeVisible();
  expect(await (await replay(viewer, sent, desk.url)).text()).toContain('"forbidden"');
  expect((await desk.simulator.relation(relation.relationId)).state).toBe("RELATED");
});
