import { expectOutcome, linkAccount, nextAction, received, replay, resultOf } from "./fixtures/account-steps";
import { openMinted } from "./fixtures/steps";
import { expect, test } from "./fixtures/test";

test.beforeEach(async ({ page, signInAs }) => signInAs(page, "requester"));

test("an account of the same real-name entity is linked at once", async ({ page, desk, expectAccessible }) => {
  const account = await desk.simulator.mintAccount();
  const since = await desk.simulator.lastSeq();
  await page.goto("/members");
  await page.getByRole("link", { name: "Link existing account" }).click();
  await expect(page.getByText("they are linked at once")).toBeVisible();
  await expectAccessible(page);
  await linkAccount(page, account.uid, "Harbour office");
  await expectOutcome(page, "Verified");
  await expectAccessible(page);
  const [call] = await received(desk.simulator, "AddAccountRelation", since);
  expect(call?.params).toMatchObject({ ChildUserId: account.uid, ChildNick: "Harbour office" });
  expect(call?.codes).toEqual(["CHECK_TARGET_CONSUMPTION"]);
  const { relations } = await desk.simulator.account(account.uid);
  expect(relations.map(({ state }) => state)).toEqual(["RELATED"]);
  await resultOf(page)
    .getByRole("link", { name: relations[0]?.relationId ?? "none" })
    .click();
  await expect(page.getByRole("heading", { level: 1, name: "Harbour office" })).toBeVisible();
});

test("an account of another entity is invited, and its acceptance arrives on the open page", async ({ page, desk }) => {
  const account = await desk.simulator.mintAccount({ differentName: true });
  await linkAccount(page, account.uid);
  await expectOutcome(page, "Waiting for the member");
  await expect(resultOf(page)).toContainText("The member has to accept it in Alibaba Cloud");
  await expect(resultOf(page)).toContainText("Invitation pending");
  const { relations } = await desk.simulator.account(account.uid);
  await desk.simulator.member(relations[0]?.relationId ?? "", "accept");
  await expectOutcome(page, "Verified");
});

test("an invitation that the member declines ends so", async ({ page, desk }) => {
  const account = await desk.simulator.mintAccount({ differentName: true });
  await linkAccount(page, account.uid);
  await expectOutcome(page, "Waiting for the member");
  const { relations } = await desk.simulator.account(account.uid);
  await desk.simulator.member(relations[0]?.relationId ?? "", "decline");
  await expectOutcome(page, "Declined by the member");
});

test("an account that belongs to somebody else is refused, in words", async ({ page, desk }) => {
  const account = await desk.simulator.mintAccount({ linkedElsewhere: true });
  await linkAccount(page, account.uid);
  await expectOutcome(page, "Refused");
  await expect(resultOf(page)).toContainText("This does not apply to the account or the relation as it is now.");
  await expect(resultOf(page)).toContainText("NotApplicable");
});

test("a member that is linked already is not asked for again", async ({ page, desk }) => {
  const relation = await openMinted(page, desk);
  const since = await desk.simulator.lastSeq();
  await linkAccount(page, relation.memberUid);
  await expect(page.getByRole("main").getByRole("alert")).toContainText("This account is linked already");
  await expect(page.getByLabel("Member UID ChildUserId")).toHaveValue(relation.memberUid);
  expect(await received(desk.simulator, "AddAccountRelation", since)).toEqual([]);
});

test("a trusteeship asks for its role and for no permission, and says that the sources conflict", async ({
  page,
  desk,
}) => {
  const account = await desk.simulator.mintAccount();
  const since = await desk.simulator.lastSeq();
  await page.goto("/members/link");
  await page.getByRole("checkbox", { name: "Forbid managing invoices" }).check();
  await expect(page.getByText("Nobody would be left who can invoice")).toBeVisible();
  await page.getByRole("radio", { name: "Trusteeship role" }).check();
  await expect(page.getByText("Which holds is not known")).toBeVisible();
  await page.getByRole("button", { name: "Link 1 account" }).click();
  await expect(page.getByText("Enter the UID of another account")).toBeVisible();
  await page.getByLabel("Member UID ChildUserId").fill(account.uid);
  await page.getByLabel("Reason").fill("trusteeship agreed");
  await page.getByRole("button", { name: "Link 1 account" }).click();
  await expectOutcome(page, "Verified");
  const [call] = await received(desk.simulator, "AddAccountRelation", since);
  expect(call?.codes).toEqual([]);
  expect(call?.params).toMatchObject({ "RoleCodes.1": "trusteeship" });
});

test("a viewer has no form, and the requester's request with the viewer's cookie is denied", async ({
  page,
  desk,
  openAs,
}) => {
  const account = await desk.simulator.mintAccount({ differentName: true });
  const action = nextAction(page);
  await linkAccount(page, account.uid);
  const sent = await action;
  await expectOutcome(page, "Waiting for the member");
  const since = await desk.simulator.lastSeq();
  const viewer = await openAs("viewer");
  await viewer.goto("/members/link");
  await expect(viewer.getByText("You do not have the right to do this: it needs the role Requester.")).toBeVisible();
  await expect(viewer.getByRole("textbox")).toHaveCount(0);
  expect(await (await replay(viewer, sent, desk.url)).text()).toContain('"forbidden"');
  expect(await received(desk.simulator, "AddAccountRelation", since)).toEqual([]);
});
