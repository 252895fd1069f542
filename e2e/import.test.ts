import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import ExcelJS from "exceljs";
import { apply, box, discard, openMinted, receiptOf } from "./fixtures/steps";
import { expect, test } from "./fixtures/test";

const ban = "Forbid withdrawing the balance";
const info = "View the account-linking information";

/** Exports what the list shows, and gives the cells as a spreadsheet program has them. */
async function exported(page: Page): Promise<{ file: Buffer; cells: string[][] }> {
  await page.getByRole("button", { name: "Export", exact: true }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: /^Export \d+ rows? as XLSX$/ }).click();
  const file = await readFile(await (await download).path());
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(new Uint8Array(file).buffer);
  const cells: string[][] = [];
  workbook.worksheets[0]?.eachRow({ includeEmpty: true }, (row) => {
    const texts: string[] = [];
    row.eachCell({ includeEmpty: true }, ({ value }) => texts.push(String(value ?? "")));
    cells.push(texts);
  });
  return { file, cells };
}

/** As Excel saves "CSV UTF-8" where numbers have a comma: semicolons, and quotation marks only where they must be. */
const saved = (cells: readonly (readonly string[])[]): Buffer => {
  const written = (text: string) => (/["\r\n;]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return Buffer.from(`\ufeff${cells.map((row) => `${row.map(written).join(";")}\r\n`).join("")}`);
};

const choose = (page: Page, name: string, buffer: Buffer, label = "CSV file") =>
  page.getByLabel(label).setInputFiles({ name, mimeType: "text/csv", buffer });

test("two cells of an export are edited, imported, reviewed, applied and verified", async ({
  page,
  desk,
  signInAs,
  openAs,
  expectAccessible,
}) => {
  await signInAs(page, "requester");
  const one = await openMinted(page, desk, {
    nickname: "金兰科技",
    name: "import-story-1",
    codes: ["CHECK_FINANCE_INFO"],
  });
  const two = await openMinted(page, desk, { nickname: "Wanhua", name: "import-story-2" });
  const three = await openMinted(page, desk, { nickname: "Left alone", name: "import-story-3" });
  await page.goto("/members?q=import-story-");
  await expect(page.getByText("1–3 of 3")).toBeVisible();
  const { file, cells } = await exported(page);
  const head = cells.findIndex((row) => row.includes("UID"));
  const edit = (uid: string, column: string, text: string) => {
    const row = cells.find((texts) => texts.includes(uid));
    const place = cells[head]?.indexOf(column) ?? -1;
    if (!row || place < 0) throw new Error(`no cell ${uid} ${column}`);
    expect(row[place]).not.toBe(text);
    row[place] = text;
    return cells.indexOf(row) + 1;
  };
  const rowOfOne = edit(one.memberUid, info, "off");
  edit(two.memberUid, ban, "on");

  await page.goto("/members");
  await page.getByRole("link", { name: "Import" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Import changes" })).toBeVisible();
  await choose(page, "members.xlsx", file);
  await expect(page.getByRole("alert").filter({ hasText: "save it as CSV" })).toContainText(
    "members.xlsx cannot be imported",
  );

  await choose(page, "members.csv", saved(cells));
  const proposal = page.getByRole("region", { name: "What members.csv would change" });
  await expect(proposal).toContainText("2 ask for something");
  await expect(proposal).toContainText("1 as issued");
  await expect(proposal).toContainText("0 not understood");
  const changes = proposal.getByRole("table", { name: "2 changes on 2 members" });
  const line = changes.getByRole("row").filter({ hasText: "金兰科技" });
  await expect(line).toContainText(String(rowOfOne));
  await expect(line).toContainText(one.memberUid);
  await expect(line).toContainText(`${info}:Allowed`);
  await expect(line).toContainText("Not allowed");
  await expectAccessible(page);
  const pending = page.getByRole("region", { name: "Pending changes" });
  await expect(pending).toHaveCount(0);

  await proposal.getByRole("button", { name: "Add 2 changes to the pending changes" }).click();
  await expect(
    page.getByRole("status").filter({ hasText: "2 changes are among the pending changes now" }),
  ).toBeVisible();
  await expect(pending).toContainText("on 2 members");
  await apply(page);
  await expect(receiptOf(page, "FORBID_WITHDRAW_CASH")).toContainText("Verified");
  await expect(receiptOf(page, "CHECK_FINANCE_INFO")).toContainText("Verified");
  expect(await desk.simulator.writes(one.relationId)).toEqual(["DELETE CHECK_FINANCE_INFO"]);
  expect(await desk.simulator.writes(two.relationId)).toEqual(["ADD FORBID_WITHDRAW_CASH"]);
  expect(await desk.simulator.writes(three.relationId)).toEqual([]);

  // The same file again: what it asks for has come about.
  await page.goto("/members/import");
  await choose(page, "members.csv", saved(cells));
  await expect(proposal).toContainText("2 cells ask for what is so already.");
  await expect(proposal).toContainText("There is nothing to add.");

  const auditor = await openAs("auditor");
  await auditor.goto("/audit");
  await expect(
    auditor.getByRole("row").filter({ hasText: "Sheet imported into the pending changes" }).first(),
  ).toContainText("requester@demo.example");
});

test("a list made by hand says row by row what was not understood, on a phone and in Chinese as well", async ({
  page,
  desk,
  signInAs,
  expectAccessible,
}) => {
  await signInAs(page, "requester");
  const { relationId, memberUid } = await openMinted(page, desk, { nickname: "Listed" });
  const bad = Array.from({ length: 120 }, () => ["6.21E+15", "FORBID_WITHDRAW_CASH", "on"]);
  const list = saved([
    ["code", "UID", "wanted"],
    ["管理成员的发票", memberUid, "yes"],
    ["FORBID_WITHDRAW_CASH", "", "on"],
    ["FORBID_WITHDRAW_CASH", memberUid, "=1"],
    ...bad.map(([uid = "", code = "", wanted = ""]) => [code, uid, wanted]),
  ]);
  await page.goto("/members/import");
  await choose(page, "list.csv", list);
  const proposal = page.getByRole("region", { name: "What list.csv would change" });
  const refused = proposal.getByRole("table", { name: "122 rows were not understood" });
  await expect(refused.getByRole("row")).toHaveCount(51);
  await expect(refused.getByRole("row").nth(1)).toHaveText(/^3\s*The UID is missing\.$/);
  await expect(refused.getByRole("row").nth(2)).toContainText("“=1” begins like a formula");
  await expect(refused.getByRole("row").nth(3)).toContainText("“6.21E+15” is a rounded number");
  await proposal.getByRole("button", { name: "Next" }).click();
  await expect(proposal.getByText("51–100 of 122")).toBeVisible();
  const download = page.waitForEvent("download");
  await proposal.getByRole("button", { name: "Save this list" }).click();
  const lines = (await readFile(await (await download).path(), "utf8")).trim().split("\r\n");
  expect(lines).toHaveLength(123);
  await proposal.getByRole("button", { name: "Add 1 change to the pending changes" }).click();
  await expect(page.getByRole("region", { name: "Pending changes" })).toContainText("+1 grant on 1 member");
  await page.goto(`/members/${relationId}`);
  await expect(box(page, "MANAGE_TARGET_INVOICE")).toBeChecked();
  await discard(page);

  await page.context().addCookies([{ name: "linkbook_locale", value: "zh-CN", url: desk.url }]);
  await page.emulateMedia({ colorScheme: "dark" });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/members/import");
  await choose(page, "清单.csv", list, "CSV 文件");
  await expect(page.getByRole("heading", { name: "清单.csv 会改动什么" })).toBeVisible();
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  await expect.poll(overflow).toBeLessThanOrEqual(0);
  await expectAccessible(page);
  await choose(page, "空.csv", Buffer.alloc(0), "CSV 文件");
  await expect(page.getByRole("alert").filter({ hasText: "文件为空。" })).toBeVisible();
});

test("nobody without the right gets the page or the route, none from elsewhere, and no file that is too large", async ({
  page,
  desk,
  signInAs,
  openAs,
  watch,
}) => {
  watch.tolerate(/status of 403/);
  await signInAs(page, "viewer");
  await page.goto("/members");
  await expect(page.getByRole("heading", { level: 1, name: "Members" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Import" })).toHaveCount(0);
  expect((await page.goto("/members/import"))?.status()).toBe(403);
  const origin = { origin: desk.url };
  const data = Buffer.from("uid,code,wanted\n1,FORBID_WITHDRAW_CASH,on");
  const post = (by: Page, path: string, options: object) =>
    by.request.post(path, { data, headers: origin, ...options });
  expect((await post(page, "/api/imports", {})).status()).toBe(403);

  const requester = await openAs("requester");
  expect((await post(requester, "/api/imports", { headers: {} })).status()).toBe(403);
  expect((await post(requester, "/api/imports?account=77", {})).status()).toBe(404);
  expect((await post(requester, "/api/imports?agreed=yes", {})).status()).toBe(400);
  expect((await post(requester, `/api/imports?agreed=${"0".repeat(64)}`, {})).status()).toBe(409);
  expect((await requester.request.get("/api/imports")).status()).toBe(405);
  const large = await post(requester, "/api/imports", { data: Buffer.alloc(12_000_000, "a") });
  expect(await large.json()).toMatchObject({ kind: "refused", fault: "too_large" });

  const auditor = await openAs("auditor");
  await auditor.goto("/audit");
  const tried = auditor.getByRole("row").filter({ hasText: "Import a sheet" });
  await expect(tried.filter({ hasText: "viewer@demo.example" }).filter({ hasText: "Denied" })).toHaveCount(2);
  const requesters = tried.filter({ hasText: "requester@demo.example" });
  await expect(requesters.filter({ hasText: "Denied" })).toHaveCount(2);
  await expect(requesters.filter({ hasText: "Refused" })).toHaveCount(2);
});
