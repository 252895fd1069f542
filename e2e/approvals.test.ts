import type { Page, Request } from "@playwright/test";
import { confirm, sendForApproval, wantSecondPersons } from "./fixtures/approval-steps";
import { box, openMinted, openWhenRead } from "./fixtures/steps";
import { expect, test } from "./fixtures/test";

test.use({ own: {} });

const isAction = (request: Request) => request.method() === "POST" && "next-action" in request.headers();

/** Sends what was sent once more, with the cookies of whoever it is given. */
function replayOf(action: Request, origin: string): (by: Page) => Promise<string> {
  const { "next-action": id = "", "content-type": type = "" } = action.headers();
  const headers = { "next-action": id, "content-type": type, accept: "text/x-component", origin };
  return async (by) =>
    (await by.request.post(action.url(), { headers, data: action.postDataBuffer() ?? Buffer.alloc(0) })).text();
}

test("a request is approved by another: a member that has moved on drops out, the other is verified", async ({
  page,
  desk,
  signInAs,
  openAs,
  expectAccessible,
}) => {
  const [admin, approver] = [await openAs("admin"), await openAs("approver")];
  await signInAs(page, "requester");
  const kept = await openMinted(page, desk, { nickname: "Stays as it is" });
  const moved = await desk.simulator.mintRelation({ nickname: "Moves on" });
  await wantSecondPersons(admin);
  for (const { relationId } of [kept, moved]) {
    await openWhenRead(page, relationId);
    await box(page, "MANAGE_TARGET_INVOICE").check();
    await expect(page.getByRole("region", { name: "Pending changes" })).toBeVisible();
  }
  const address = await sendForApproval(page, "invoices are ours from December");
  await expect(page.getByText("You asked for this")).toBeVisible();
  await expect(page.getByRole("button", { name: "Approve" })).toHaveCount(0);
  expect(await desk.simulator.writes(kept.relationId)).toEqual([]);

  // Somebody changes the other in Alibaba Cloud's console meanwhile, and it is read.
  await desk.simulator.console(moved.relationId, "ADD", ["CHECK_FINANCE_INFO"]);
  await openWhenRead(page, moved.relationId);
  await page.getByRole("button", { name: "Check now" }).click();
  await expect(box(page, "CHECK_FINANCE_INFO")).toBeChecked();

  await approver.goto("/attention");
  const mine = approver.getByRole("region", { name: /^Waiting for your approval/ });
  await expect(mine).toContainText("invoices are ours from December");
  await mine.getByRole("link", { name: "Decide" }).click();
  await approver.waitForURL(address);
  await expect(approver.getByRole("button", { name: "Approve" })).toHaveCount(0);
  await confirm(approver);
  await expect(approver.getByText("1 member is not as it was")).toBeVisible();
  await expectAccessible(approver);
  await approver.getByRole("button", { name: "Approve", exact: true }).click();
  await expect(approver.getByLabel("Reason for the decision")).toHaveAttribute("aria-invalid", "true");
  await approver.getByLabel("Reason for the decision").fill("checked with the member");
  await approver.getByRole("button", { name: "Approve", exact: true }).click();
  await approver.getByRole("link", { name: "Receipts" }).click();

  const receipts = approver.getByRole("region", { name: "Receipts" }).getByRole("row");
  await expect(receipts.filter({ hasText: "Stays as it is" })).toContainText("Verified");
  await expect(receipts.filter({ hasText: "Moves on" })).toContainText("Not sent");
  await expect(receipts.filter({ hasText: "Moves on" })).toContainText("its approval does not hold any more");
  await expect(approver.getByText("Amira Haddad").first()).toBeVisible();
  expect(await desk.simulator.writes(kept.relationId)).toEqual(["ADD MANAGE_TARGET_INVOICE"]);
  expect(await desk.simulator.writes(moved.relationId)).toEqual([]);
});

test("nobody approves what they asked for: not by its address, a replayed decision, a second role, or shut out", async ({
  page,
  desk,
  signInAs,
  openAs,
}) => {
  const [admin, approver] = [await openAs("admin"), await openAs("approver")];
  await signInAs(page, "requester");
  const { relationId } = await openMinted(page, desk);
  await wantSecondPersons(admin);
  await box(page, "FORBID_MANAGE_INVOICE").check();
  const address = await sendForApproval(page, "agreed");

  await page.goto(address);
  await expect(page.getByRole("button", { name: "Reject" })).toHaveCount(0);

  // The approver's own request, sent again with other cookies.
  await approver.goto(address);
  await confirm(approver);
  await approver.getByLabel("Reason for the decision").fill("fine");
  const sent = approver.waitForRequest(isAction);
  await approver.getByRole("button", { name: "Approve", exact: true }).click();
  const action = await sent;
  await expect(approver.getByText("Approved", { exact: true })).toBeVisible();
  await approver.goto("about:blank");
  const replay = replayOf(action, desk.url);
  expect(await replay(page)).toContain('"forbidden"');

  await admin.goto("/people");
  const requester = admin.getByRole("listitem").filter({ hasText: "requester@demo.example" });
  await requester.getByText("Edit").click();
  await requester.getByRole("checkbox", { name: "Approver" }).check();
  await requester.getByRole("button", { name: "Save" }).click();
  await expect(requester.getByText("A second person has to agree")).toBeVisible();
  const grant = await requester.getByRole("link", { name: "See the request" }).getAttribute("href");
  await approver.goto(grant ?? "");
  await approver.getByLabel("Reason for the decision").fill("a stand-in");
  await approver.getByRole("button", { name: "Approve", exact: true }).click();
  await expect(approver.getByText("Approved", { exact: true })).toBeVisible();
  await approver.goto("about:blank");
  expect(await replay(page)).toContain('"not_second_person"');

  await admin.goto("/people");
  const shut = admin.getByRole("listitem").filter({ hasText: "approver@demo.example" });
  await shut.getByText("Edit").click();
  await shut.getByRole("button", { name: "Disable" }).click();
  await expect(shut.getByText("Disabled", { exact: true })).toBeVisible();
  expect(await replay(approver)).toContain('"not_signed_in"');
  expect(await desk.simulator.writes(relationId)).toEqual(["ADD FORBID_MANAGE_INVOICE"]);
});

test("an invited person sets a password, and loses a role in the middle of their work", async ({
  page,
  desk,
  openAs,
  expectAccessible,
}) => {
  const admin = await openAs("admin");
  await admin.goto("/people");
  await admin.getByLabel("Name").fill("Nina Okoye");
  await admin.getByLabel("Email").fill("nina@demo.example");
  await admin.getByRole("button", { name: "Invite" }).click();
  const link = await admin.getByLabel("Link for Nina Okoye").inputValue();
  const nina = admin.getByRole("listitem").filter({ hasText: "nina@demo.example" });
  await expect(nina).toContainText("Invited");
  await expectAccessible(admin);

  await page.goto(link);
  await expectAccessible(page);
  await page.getByLabel("Password", { exact: true }).fill("too short");
  await page.getByRole("button", { name: "Set password" }).click();
  await expect(page.getByText("At least 12 characters are needed.")).toBeVisible();
  for (const name of ["Password", "Password again"])
    await page.getByLabel(name, { exact: true }).fill("long enough for all");
  await page.getByRole("button", { name: "Set password" }).click();
  await expect(page.getByRole("status")).toContainText("Your password is set");
  await page.goto(link);
  await expect(page.getByText("This link is not good any more.")).toBeVisible();

  await admin.reload();
  const second = await admin.context().newPage();
  await second.goto("/people");
  await nina.getByText("Edit").click();
  await nina.getByRole("checkbox", { name: "Requester" }).check();
  await nina.getByRole("button", { name: "Save" }).click();
  const held = nina.getByRole("definition").first();
  await expect(held).toHaveText("Requester");
  await expect(nina.getByRole("status").filter({ hasText: "Saved." })).toBeVisible();

  // The same person on a page from before: nothing of it is kept, and it says why it looks different now.
  const seen = second.getByRole("listitem").filter({ hasText: "nina@demo.example" });
  await seen.getByText("Edit").click();
  await seen.getByRole("checkbox", { name: "Auditor" }).check();
  await seen.getByRole("button", { name: "Save" }).click();
  await expect(seen.getByRole("definition").first()).toHaveText("Requester");
  await expect(seen.getByRole("alert")).toContainText("Somebody else has changed this person meanwhile.");
  await expect(seen.getByRole("checkbox", { name: "Auditor" })).not.toBeChecked();
  await seen.getByRole("checkbox", { name: "Auditor" }).check();
  await expect(seen.getByRole("alert")).toHaveCount(0);
  await second.close();

  await page.goto("/sign-in");
  await page.getByLabel("Email").fill("nina@demo.example");
  await page.getByLabel("Password").fill("long enough for all");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
  await openMinted(page, desk);
  const sent = page.waitForRequest(isAction);
  await box(page, "FORBID_WITHDRAW_CASH").check();
  await expect(page.getByRole("region", { name: "Pending changes" })).toBeVisible();
  const replay = replayOf(await sent, desk.url);

  await nina.getByRole("checkbox", { name: "Requester" }).uncheck();
  await nina.getByRole("checkbox", { name: "Viewer", exact: true }).check();
  await nina.getByRole("button", { name: "Save" }).click();
  await expect(held).toHaveText("Viewer");
  expect(await replay(page)).toContain('"forbidden"');
  await page.reload();
  await expect(box(page, "FORBID_WITHDRAW_CASH")).toBeDisabled();
});
