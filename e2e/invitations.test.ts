import type { Page } from "@playwright/test";
import { expectOutcome, nextAction, received, replay, resultOf } from "./fixtures/account-steps";
import { openWhenRead } from "./fixtures/steps";
import { expect, test } from "./fixtures/test";

const codes = ["CHECK_TARGET_CONSUMPTION", "FORBID_WITHDRAW_CASH"] as const;
const invitation = { state: "CONFIRMING", differentName: true, codes } as const;

async function answer(page: Page, act: RegExp): Promise<void> {
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Reason").fill("agreed with the other side");
  await dialog.getByRole("button", { name: act }).click();
}

test.beforeEach(async ({ page, signInAs }) => signInAs(page, "requester"));

test("an invitation from a management account is accepted, after the rights in it were said", async ({
  page,
  desk,
  expectAccessible,
}) => {
  const relation = await desk.simulator.mintRelation({ ...invitation, masterUid: "1000000000000121" });
  const since = await desk.simulator.lastSeq();
  await openWhenRead(page, relation.relationId);
  await page.getByRole("button", { name: "Accept", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("becomes a member of the management account 1000000000000121");
  await expect(dialog).toContainText("The management account may");
  await expect(dialog).toContainText("View the member's consumption");
  await expect(dialog).toContainText("Forbid withdrawing the balance");
  await expectAccessible(page);
  await answer(page, /^Accept with 2 rights$/);
  await expectOutcome(page, "Verified");
  await expectAccessible(page);
  const [call] = await received(desk.simulator, "ConfirmRelation", since);
  expect(call?.params).toMatchObject({ ConfirmCode: "child_agree" });
  expect(call?.codes.toSorted()).toEqual([...codes]);
  expect((await desk.simulator.relation(relation.relationId)).state).toBe("RELATED");
});

test("an invitation from a management account is declined", async ({ page, desk }) => {
  const relation = await desk.simulator.mintRelation({ ...invitation, masterUid: "1000000000000122" });
  await openWhenRead(page, relation.relationId);
  await page.getByRole("button", { name: "Decline", exact: true }).click();
  await answer(page, /^Decline 1 invitation$/);
  await expectOutcome(page, "Verified");
  await expect(resultOf(page)).toContainText("The invitation is declined");
  expect((await desk.simulator.relation(relation.relationId)).state).toBe("REJECTED");
});

test("an invitation of one's own cannot be canceled without its undocumented value, and the page says so", async ({
  page,
  desk,
}) => {
  const relation = await desk.simulator.mintRelation(invitation);
  await openWhenRead(page, relation.relationId);
  await expect(page.getByRole("button", { name: "Cancel the invitation" })).toBeDisabled();
  await expect(page.getByText("LINKBOOK_CANCEL_CONFIRM_CODE")).toBeVisible();
});

test("a viewer cannot answer, and the requester's request with the viewer's cookie is denied", async ({
  page,
  desk,
  openAs,
}) => {
  const relation = await desk.simulator.mintRelation({ ...invitation, masterUid: "1000000000000123" });
  await openWhenRead(page, relation.relationId);
  await desk.simulator.faults({ kind: "refuse", operation: "ConfirmRelation", code: "NotAuthorized", status: 400 });
  await page.getByRole("button", { name: "Accept", exact: true }).click();
  const action = nextAction(page);
  await answer(page, /^Accept with 2 rights$/);
  const sent = await action;
  await expectOutcome(page, "Refused");
  await desk.simulator.clearFaults();

  const viewer = await openAs("viewer");
  await openWhenRead(viewer, relation.relationId);
  await expect(viewer.getByRole("button", { name: "Accept", exact: true })).toBeDisabled();
  await expect(viewer.getByRole("button", { name: "Decline", exact: true })).toBeDisabled();
  expect(await (await replay(viewer, sent, desk.url)).text()).toContain('"forbidden"');
  expect((await desk.simulator.relation(relation.relationId)).state).toBe("CONFIRMING");
});

test.describe("where the value is set", () => {
  test.use({ own: { settings: { LINKBOOK_CANCEL_CONFIRM_CODE: "master_cancel" } } });

  test("an invitation of one's own is canceled", async ({ page, desk, expectAccessible }) => {
    const relation = await desk.simulator.mintRelation(invitation);
    await openWhenRead(page, relation.relationId);
    await page.getByRole("button", { name: "Cancel the invitation" }).click();
    await expectAccessible(page);
    await answer(page, /^Cancel 1 invitation$/);
    await expectOutcome(page, "Verified");
    const [call] = await received(desk.simulator, "ConfirmRelation");
    expect(call?.params).toMatchObject({ ConfirmCode: "master_cancel" });
    expect((await desk.simulator.relation(relation.relationId)).state).toBe("CONNECTION_MASTER_CANCEL");
  });
});

test.describe("a desk whose account is the member", () => {
  /** The member of the one open invitation of every simulated population. */
  const member = "1393693568863906";
  test.use({
    own: { settings: { ALIBABA_CLOUD_ACCESS_KEY_ID: `member-${member}`, LINKBOOK_ACCOUNT_UID: member } },
  });

  test("sees the invitation, accepts it with its own key, and is linked", async ({ page, desk }) => {
    await expect(async () => {
      await page.goto("/members");
      await expect(page.getByText("Invitation pending").first()).toBeVisible({ timeout: 500 });
    }).toPass();
    const [relation] = await desk.simulator.relations({ state: "CONFIRMING", counterpart: "MEMBER" });
    await openWhenRead(page, relation?.relationId ?? "");
    await page.getByRole("button", { name: "Accept", exact: true }).click();
    await answer(page, /^Accept with/);
    await expectOutcome(page, "Verified");
    const [call] = await received(desk.simulator, "ConfirmRelation");
    expect(call?.callerUid).toBe(member);
    expect((await desk.simulator.relation(relation?.relationId ?? "")).state).toBe("RELATED");
  });
});
