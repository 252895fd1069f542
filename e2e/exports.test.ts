import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import ExcelJS from "exceljs";
import { openMinted } from "./fixtures/steps";
import { expect, test } from "./fixtures/test";

const menu = (page: Page) => page.getByRole("button", { name: "Export", exact: true });

/** Presses the button of the menu and gives the file that the browser saves. */
async function saved(page: Page, button: RegExp): Promise<{ name: string; file: Buffer }> {
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: button }).click();
  const done = await download;
  return { name: done.suggestedFilename(), file: await readFile(await done.path()) };
}

/** Every field of our CSV is quoted, which makes it easy to read. */
const recordsOf = (file: Buffer): string[][] =>
  file
    .toString()
    .replace(/^\ufeff/, "")
    .split(/(?<=")\r\n/)
    .filter((line) => line !== "")
    .map((line) => [...line.matchAll(/"((?:[^"]|"")*)"/g)].map(([, field = ""]) => field.replaceAll('""', '"')));

async function cellsOf(file: Buffer): Promise<{ text: string; type: ExcelJS.ValueType }[][]> {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(new Uint8Array(file).buffer);
  const rows: { text: string; type: ExcelJS.ValueType }[][] = [];
  workbook.worksheets[0]?.eachRow((row) => {
    const cells: { text: string; type: ExcelJS.ValueType }[] = [];
    row.eachCell({ includeEmpty: true }, ({ value, type }) => cells.push({ text: String(value ?? ""), type }));
    rows.push(cells);
  });
  return rows;
}

const sha256 = (file: Buffer) => createHash("sha256").update(file).digest("hex");

const bomb = '=HYPERLINK("http://127.0.0.1/","金兰")';

test("the list as filtered is saved as CSV and as XLSX: exact UIDs, inert cells, and the log has the files' hashes", async ({
  page,
  desk,
  signInAs,
  openAs,
  expectAccessible,
}) => {
  await signInAs(page, "viewer");
  const relation = await openMinted(page, desk, {
    nickname: bomb,
    name: "@export-story",
    memberUid: "6210322125051645961",
    codes: ["CHECK_FINANCE_INFO"],
    unmapped: ["x_17"],
  });
  await page.goto("/members?q=%40export-story");
  await expect(page.getByText("1–1 of 1")).toBeVisible();
  await menu(page).click();
  await expectAccessible(page);

  const csv = await saved(page, /^Export 1 row as CSV$/);
  expect(csv.name).toMatch(/^linkbook-members-\d+-\d{8}T\d{6}Z\.csv$/);
  await expect(page.getByRole("status").filter({ hasText: `Saved: ${csv.name}` })).toBeVisible();
  const records = recordsOf(csv.file);
  const head = records.find(([first]) => first === "Display name") ?? [];
  const row = records[records.indexOf(head) + 1] ?? [];
  const field = (column: string) => row[head.indexOf(column)];
  expect(field("Display name")).toBe(`'${bomb}`);
  expect(field("Account name")).toBe("'@export-story");
  expect(field("UID")).toBe("6210322125051645961");
  expect(field("Relation")).toBe(relation.relationId);
  expect(field("State")).toBe("Associated");
  expect(field("State (raw)")).toBe("RELATED");
  expect(field("View the account-linking information")).toBe("on");
  expect(field("Forbid withdrawing the balance")).toBe("unknown");
  expect(field("Unmapped codes (raw)")).toBe("x_17");
  expect(field("Checked (local)")).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+08:00$/);
  expect(field("Checked (UTC)")).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  const about = new Map(records.map(([name, text]) => [name, text]));
  expect(about.get("Filter")).toBe("Search: @export-story");
  expect(about.get("Rows")).toBe("1");
  expect(about.get("Exported by (role)")).toBe("Viewer");
  expect(about.get("Management account")).toBe(desk.simulator.payerUid);
  for (const text of records.flat()) expect(text).not.toMatch(/^[=+\-@\t\r]/);

  const xlsx = await saved(page, /^Export 1 row as XLSX$/);
  const cells = (await cellsOf(xlsx.file)).flat();
  for (const text of [bomb, "@export-story", "6210322125051645961", relation.relationId])
    expect(cells).toContainEqual({ text, type: ExcelJS.ValueType.String });
  expect(cells.map(({ type }) => type)).not.toContain(ExcelJS.ValueType.Formula);

  const auditor = await openAs("auditor");
  await auditor.goto("/audit");
  for (const { file } of [csv, xlsx]) {
    const entry = auditor.getByRole("row").filter({ hasText: sha256(file) });
    await expect(entry).toContainText("Export members");
    await expect(entry).toContainText("viewer@demo.example");
    await expect(entry).toContainText("Done");
  }
});

test("a selection is saved as it is selected, in the language of the page, on a phone as well", async ({
  page,
  desk,
  signInAs,
  expectAccessible,
}) => {
  await signInAs(page, "requester");
  for (const number of [1, 2, 3])
    await openMinted(page, desk, { nickname: `某公司 ${number}`, name: `selected-${number}` });
  await page.context().addCookies([{ name: "linkbook_locale", value: "zh-CN", url: desk.url }]);
  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto("/members?q=selected-&sort=-name");
  await page.getByRole("checkbox", { name: "选择 某公司 1" }).check();
  await page.getByRole("checkbox", { name: "选择 某公司 3" }).check();
  await page.getByRole("button", { name: "导出", exact: true }).click();
  await expect(page.getByRole("radio", { name: "选中的 2 条关系" })).toBeChecked();
  await expectAccessible(page);
  const panel = await page.getByRole("button", { name: "导出 2 行为 XLSX" }).boundingBox();
  expect(panel?.x).toBeGreaterThanOrEqual(0);
  expect((panel?.x ?? 0) + (panel?.width ?? 0)).toBeLessThanOrEqual(390);

  const { name, file } = await saved(page, /^导出 2 行为 CSV$/);
  expect(name).toMatch(/^关联账号-\d+-\d{8}T\d{6}Z\.csv$/);
  const records = recordsOf(file);
  const members = records.filter(([, accountName]) => accountName?.startsWith("selected-"));
  expect(members.map(([nickname]) => nickname)).toEqual(["某公司 3", "某公司 1"]);
  expect(new Map(records.map(([line, text]) => [line, text])).get("筛选")).toBe("选中的 2 条关系");

  await page.getByRole("radio", { name: "符合条件的 3 条关系" }).check();
  await expect(page.getByRole("button", { name: "导出 3 行为 CSV" })).toBeVisible();
});

test("without a session, of another account, and a selection from elsewhere: refused, and who tried is in the log", async ({
  page,
  desk,
  signInAs,
  openAs,
  playwright,
}) => {
  const stranger = await playwright.request.newContext();
  expect((await stranger.get(`${desk.url}/api/exports/members?format=csv`)).status()).toBe(401);
  await stranger.dispose();

  await signInAs(page, "viewer");
  const status = async (query: string) => (await page.request.get(`/api/exports/members?${query}`)).status();
  expect(await status("format=csv&account=77")).toBe(404);
  expect(await status("format=pdf")).toBe(400);
  expect(await status("format=csv&zone=Mars/Olympus")).toBe(400);
  expect(await status("format=csv&changed=yesterday")).toBe(400);
  expect(await status("format=csv&search=somebody")).toBe(400);
  expect((await page.request.head("/api/exports/members?format=csv")).status()).toBe(405);
  const selection = { data: { relationIds: ["1"] } };
  const origin = { headers: { origin: desk.url } };
  const post = async (options: object) =>
    (await page.request.post("/api/exports/members?format=csv", options)).status();
  const fromElsewhere = { headers: { "sec-fetch-site": "cross-site" } };
  expect((await page.request.get("/api/exports/members?format=csv", fromElsewhere)).status()).toBe(403);
  expect(await post(selection)).toBe(403);
  expect(await post({ ...selection, ...origin })).toBe(404);
  expect(await post({ data: { relationIds: [] }, ...origin })).toBe(400);

  const auditor = await openAs("auditor");
  await auditor.goto("/audit");
  const denied = auditor
    .getByRole("row")
    .filter({ hasText: "viewer@demo.example" })
    .filter({ hasText: "Export members" });
  await expect(denied.filter({ hasText: "Denied" })).toHaveCount(4);
});
