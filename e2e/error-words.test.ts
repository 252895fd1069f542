import type { Page } from "@playwright/test";
import type { Desk } from "./fixtures/desk";
import { apply, box, openMinted, receiptOf, want } from "./fixtures/steps";
import { expect, test } from "./fixtures/test";

/** Every code that the vendor documents for these operations, how it travels, and what the desk says of it. */
const documented = [
  ["InvalidParameter", 400, "does not accept one of the values that were sent", "阿里云不接受所发送的某个值"],
  ["MissingParameter", 400, "A value that Alibaba Cloud requires was not sent", "缺少阿里云要求的某个值"],
  ["InternalError", 500, "Something failed inside Alibaba Cloud", "阿里云内部出错"],
  [
    "NotApplicable",
    400,
    "This does not apply to the account or the relation as it is now",
    "不适用于该账号或关系的当前情况",
  ],
  ["NotAuthorized", 400, "does not let this account use this API", "不允许此账号使用该 API"],
  ["InvalidOwner", 400, "What was asked about belongs to another account", "所查询的内容属于另一个账号"],
  ["Forbidden.RAM", 403, "may not do this, or the API takes no RAM user", "无权执行此操作，或该 API 不支持 RAM 身份"],
  ["NoPermission", 403, "lacks the permission for this API", "没有该 API 的权限"],
  ["SignatureDoesNotMatch", 400, "the secret does not belong to the AccessKey", "Secret 与 AccessKey 不匹配"],
  [
    "InvalidAccessKeyId.NotFound",
    404,
    "The AccessKey does not exist or is switched off",
    "该 AccessKey 不存在或已停用",
  ],
  ["Throttling.User", 503, "Alibaba Cloud asks to slow down", "阿里云要求降低频率"],
] as const;

const speak = (page: Page, desk: Desk, locale: "en" | "zh-CN") =>
  page.context().addCookies([{ name: "linkbook_locale", value: locale, url: desk.url }]);

test.describe("when the list cannot be read", () => {
  test.use({ own: { settings: { LINKBOOK_LIST_EVERY: "300ms" } } });

  test("each documented code is a sentence in both languages, with the code and the RequestId", async ({
    page,
    desk,
    signInAs,
    expectAccessible,
  }) => {
    test.setTimeout(120_000);
    await signInAs(page, "viewer");
    for (const [code, status, english, chinese] of documented) {
      await desk.simulator.clearFaults();
      await desk.simulator.faults({ kind: "refuse", operation: "QueryRelationList", code, status });
      await test.step(code, async () => {
        const status = async () => (await page.request.get("/api/status")).text();
        await expect.poll(status, { timeout: 30_000 }).toContain(`"${code}"`);
        await speak(page, desk, "en");
        await page.goto("/members");
        const said = page.getByRole("main");
        await expect(said).toContainText(english);
        await expect(said).toContainText(`Code ${code}`);
        await expect(said).toContainText(/RequestId [0-9A-F-]{36}/i);
        await speak(page, desk, "zh-CN");
        await page.goto("/members");
        await expect(said).toContainText(chinese);
      });
    }
    await expectAccessible(page);
  });
});

test("the read error of one relation is told on its page and in its row", async ({ page, desk, signInAs }) => {
  await signInAs(page, "requester");
  const relation = await openMinted(page, desk);
  const { relationId } = relation;
  const about = { kind: "refuse", operation: "QueryPermissionList", relationId } as const;
  await desk.simulator.faults({ ...about, code: "InvalidOwner", status: 400 });
  await page.getByRole("button", { name: "Check now" }).click();
  await expect(page.getByText("The last read failed")).toBeVisible({ timeout: 15_000 });
  await expect(page.getByText("What was asked about belongs to another account.")).toBeVisible();
  await expect(page.getByText("Code InvalidOwner")).toBeVisible();
  await page.goto(`/members?q=${relation.memberUid}`);
  const row = page.getByRole("row").filter({ hasText: relation.memberUid });
  await expect(row.getByText("Read failed: InvalidOwner")).toHaveAttribute(
    "aria-description",
    /belongs to another account/,
  );
});

for (const [code, status, english] of documented.filter(([name]) => name === "InvalidOwner" || name === "NoPermission"))
  test(`a change that is refused with ${code} says in its receipt what that means`, async ({
    page,
    desk,
    signInAs,
  }) => {
    await signInAs(page, "requester");
    const { relationId } = await openMinted(page, desk);
    await desk.simulator.faults({ kind: "refuse", operation: "ModifyAccountRelation", relationId, code, status });
    await want(page, "FORBID_WITHDRAW_CASH", true);
    await apply(page);
    const receipt = receiptOf(page, "FORBID_WITHDRAW_CASH");
    await expect(receipt).toContainText("Refused", { timeout: 20_000 });
    await receipt.getByRole("button", { name: /^Details/ }).click();
    await expect(page.getByRole("region", { name: "Receipts" })).toContainText(english);
    await expect(page.getByRole("region", { name: "Receipts" })).toContainText(code);
  });

test.describe("what Alibaba Cloud can answer with", () => {
  const states = [
    ["Initial", "初始"],
    ["Invitation pending", "待确认邀请"],
    ["Rejected", "已拒绝"],
    ["Associated", "已关联"],
    ["Change pending confirmation", "变更待确认"],
    ["Canceled", "已解除"],
    ["Confirmation canceled", "已取消邀请"],
  ] as const;
  const types = [
    ["Financial management", "财务管理"],
    ["Financial trusteeship", "财务托管"],
  ] as const;

  test("the seven states and both types are named in both languages", async ({ page, desk, signInAs }) => {
    await signInAs(page, "viewer");
    await expect(async () => {
      await page.goto("/members?size=200");
      await expect(page.getByText("Confirmation canceled").first()).toBeVisible({ timeout: 500 });
    }).toPass();
    const table = page.getByRole("table", { name: "Linked members" });
    for (const [name] of states) await expect(table.getByText(name, { exact: true }).first()).toBeVisible();
    for (const [name] of types) await expect(table.getByText(name).first()).toBeVisible();
    await speak(page, desk, "zh-CN");
    await page.reload();
    const listed = page.getByRole("table", { name: "已关联成员" });
    for (const [, name] of states) await expect(listed.getByText(name, { exact: true }).first()).toBeVisible();
    for (const [, name] of types) await expect(listed.getByText(name).first()).toBeVisible();
  });

  test("ended and future times, minute precision and a name that ends in a line break are shown for what they are", async ({
    page,
    desk,
    signInAs,
  }) => {
    await signInAs(page, "viewer");
    await openMinted(page, desk, {
      codes: ["SYNCHRONIZE_FINANCE_IDENTITY"],
      rows: [
        { code: "FORBID_MANAGE_INVOICE", startTime: "2023-03-02T15:12Z", endTime: "2024-03-05T15:12Z" },
        { code: "FORBID_WITHDRAW_CASH", startTime: "2099-01-01T00:00Z", endTime: "" },
      ],
      setupTime: "2021-03-02T15:12Z",
      startTime: "2021-03-02T15:12Z",
      endTime: "2098-12-31T23:59Z",
    });
    // The reader is in Asia/Shanghai.
    const facts = page.locator("header dl");
    await expect(facts).toContainText("2021-03-02 23:12 +08:00");
    await expect(facts).toContainText("2099-01-01 07:59 +08:00");
    await expect(page.getByText("In effect", { exact: true })).toBeVisible();
    const ban = page.getByRole("group", { name: /^Member may not/ });
    await expect(box(page, "FORBID_MANAGE_INVOICE")).not.toBeChecked();
    await expect(ban).toContainText("ended 2024-03-05 23:12 +08:00");
    await expect(box(page, "FORBID_WITHDRAW_CASH")).not.toBeChecked();
    await expect(ban).toContainText("starts 2099-01-01 08:00 +08:00");
    const details = page.getByRole("note").filter({ hasText: "Details: Share the credit control identity" });
    await expect(details).toHaveAttribute("aria-description", /Name at Alibaba Cloud: \S[^\n]*\S\nSource of the label/);
  });

  test("a relation whose end is past is not in effect, and says so", async ({ page, desk, signInAs }) => {
    await signInAs(page, "viewer");
    await openMinted(page, desk, { startTime: "2021-03-02T15:12Z", endTime: "2022-03-02T15:12Z" });
    await expect(page.getByText("Not in effect", { exact: true })).toBeVisible();
    await expect(page.locator("header dl")).toContainText("2022-03-02 23:12 +08:00");
    await expect(page.locator("header dl")).toContainText("ended");
  });
});

test.describe("a healthy answer without members", () => {
  test.use({ own: { settings: { LINKBOOK_LIST_EVERY: "500ms" } } });

  test("has words of its own in Chinese as well", async ({ page, desk, signInAs, expectAccessible }) => {
    await signInAs(page, "viewer");
    await speak(page, desk, "zh-CN");
    await desk.simulator.faults({ kind: "empty_list", operation: "QueryRelationList" });
    await page.goto("/members");
    await expect(page.getByText("阿里云正常应答，但没有列出任何成员")).toBeVisible({ timeout: 20_000 });
    await expectAccessible(page);
  });
});
