import { createServer } from "node:http";
import { confirm, sendForApproval, wantSecondPersons } from "./fixtures/approval-steps";
import { Mailbox } from "./fixtures/mailbox";
import { emailOf } from "./fixtures/people";
import { box, openMinted } from "./fixtures/steps";
import { expect, test } from "./fixtures/test";

test.use({ own: { members: 12 } });

const sender = "Linkbook <desk@corp.example>";
const secret = `whsec_${Buffer.alloc(32, "a").toString("base64")}`;

test("who is waited for gets a mail in their language, decides by its link, and whoever asked is told; a webhook hangs meanwhile", async ({
  page,
  desk,
  signInAs,
  openAs,
  expectAccessible,
}) => {
  const mailbox = await Mailbox.open();
  // Takes every request and never answers.
  const silent = createServer(() => undefined);
  await new Promise<void>((resolve) => void silent.listen(0, "127.0.0.1", resolve));
  const at = silent.address();
  if (at === null || typeof at === "string") throw new Error("no port");
  await desk.restart({
    LINKBOOK_SMTP_URL: mailbox.url,
    LINKBOOK_MAIL_FROM: sender,
    LINKBOOK_WEBHOOK_URL: `http://127.0.0.1:${at.port}/hook`,
    LINKBOOK_WEBHOOK_SECRET: secret,
  });
  const [admin, approver] = [await openAs("admin"), await openAs("approver")];
  await approver.context().addCookies([{ name: "linkbook_locale", value: "zh-CN", url: desk.url }]);
  await approver.goto("/account");
  await expect(approver.getByText("使用您上次在此使用的语言：简体中文")).toBeVisible();
  await signInAs(page, "requester");
  await openMinted(page, desk, { nickname: "Harbour" });
  await wantSecondPersons(admin);
  await box(page, "FORBID_MANAGE_INVOICE").check();
  const address = await sendForApproval(page, "the audit asks for it");

  // A relation that was minted while the desk looked on may be told of, too.
  const asking = () => mailbox.to(emailOf("approver")).filter(({ subject }) => !subject.includes("之外"));
  await expect.poll(() => asking().map(({ subject }) => subject)).toEqual(["[Linkbook] 权限变更：等待您的决定"]);
  const [mail] = asking();
  expect(mail?.text).toContain("原因：the audit asks for it");
  const link = /^https?:\/\/\S+\/approvals\/\S+$/m.exec(mail?.text ?? "")?.[0] ?? "";
  expect(new URL(link).pathname).toBe(new URL(address).pathname);
  await approver.context().addCookies([{ name: "linkbook_locale", value: "en", url: desk.url }]);
  await approver.goto(link);
  await confirm(approver);
  await approver.getByLabel("Reason for the decision").fill("checked with audit");
  await approver.getByRole("button", { name: "Approve", exact: true }).click();
  await expect(approver.getByRole("link", { name: "Receipts" })).toBeVisible();

  const answers = () => mailbox.to(emailOf("requester")).filter(({ subject }) => !subject.includes("outside"));
  await expect.poll(() => answers().map(({ subject }) => subject)).toEqual(["[Linkbook] Permission changes: approved"]);
  const [told] = answers();
  expect(told?.text).toContain("Reason for the decision: checked with audit");

  await test.step("Settings shows what was sent and what was not, and tries both ways", async () => {
    await admin.goto("/settings");
    const newest = admin.getByRole("table", { name: "Newest notices" }).getByRole("row");
    const asked = newest.filter({ hasText: "Amira Haddad" }).filter({ hasText: "Waits for a decision" });
    await expect(asked).toContainText("Sent");
    const hanging = newest.filter({ hasText: "webhook" }).filter({ hasText: "timeout" });
    await expect(async () => {
      await admin.reload();
      await expect(hanging.first()).toContainText("Waiting, tried once", { timeout: 500 });
    }).toPass({ timeout: 30_000 });
    await admin.getByRole("button", { name: "Send a test to me and the webhook" }).click();
    await expect(newest.filter({ hasText: "Test" })).toHaveCount(2);
    await expectAccessible(admin);
    await expect.poll(() => mailbox.to(emailOf("admin")).map(({ subject }) => subject)).toContain("[Linkbook] A test");
  });

  await test.step("one is not told of what one does not want", async () => {
    await page.goto("/account");
    const row = page.getByRole("table", { name: "Mail" }).getByRole("row", { name: /^Request decided/ });
    await row.getByRole("button", { name: "Do not tell me: Request decided" }).click();
    await expect(row).toContainText("You are not told");
    await expectAccessible(page);
  });
  silent.closeAllConnections();
  silent.close();
  await mailbox.close();
});
