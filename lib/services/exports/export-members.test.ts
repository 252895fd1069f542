import { createHash } from "node:crypto";
import ExcelJS from "exceljs";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { replaceCurrentSets } from "@/lib/db/queries/current-sets";
import { listedColumns, type RelationRow, saveRelations } from "@/lib/db/queries/relations";
import { refreshSummaries } from "@/lib/db/queries/set-summaries";
import { insertSweep } from "@/lib/db/queries/sweeps";
import { relationRow } from "@/lib/db/testing/relation-row";
import { instant, parseRelationId, type RelationId } from "@/lib/domain/ids";
import { defaultMemberQuery } from "@/lib/domain/member-query";
import { searchText } from "@/lib/domain/member-search";
import { exportColumns, exportFormats, type MemberExport } from "@/lib/domain/views/export";
import { exportMembers } from "@/lib/services/exports/export-members";
import { exportWords } from "@/lib/services/testing/export-words";
import { bytesOf, readCsv, readXlsx, unescapeXlsx, unmark } from "@/lib/services/testing/opened-files";
import { openTempOffice, type TempOffice } from "@/lib/services/testing/temp-office";

const noon = Date.UTC(2026, 10, 22, 12);
const signal = new AbortController().signal;
const id = (text: string): RelationId => {
  const parsed = parseRelationId(text);
  if (!parsed) throw new Error(`not a relation id: ${text}`);
  return parsed;
};

let office: TempOffice;
beforeEach(async () => {
  vi.stubEnv("NEXTAUTH_SECRET", "a secret that marks files for tests only");
  office = await openTempOffice();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await office.close();
});

const asked = (values: Partial<MemberExport> = {}): MemberExport => ({
  query: defaultMemberQuery,
  selection: null,
  format: "csv",
  zone: "Asia/Shanghai",
  words: exportWords,
  ...values,
});

type Member = Partial<RelationRow> & { readonly raw?: readonly string[] };

async function store(members: readonly Member[]): Promise<void> {
  const rows = members.map(({ raw: _, ...values }, number) => {
    const row = relationRow(office.payer, { relation_id: String(number + 1), ...values });
    const { nickname, account_name: accountName, account_id: uid, relation_id: relationId } = row;
    return { ...row, search: searchText({ nickname, accountName, uid, relationId }) };
  });
  await office.database.transaction(async (tx) => {
    for (let from = 0; from < rows.length; from += 500)
      await saveRelations(tx, rows.slice(from, from + 500), listedColumns);
    const sets = new Map(
      rows.map((row, number) => [
        id(row.relation_id),
        (members[number]?.raw ?? []).map((rawCode) => ({
          rawCode,
          name: "",
          startTime: instant(noon - 90_000_000),
          endTime: null,
          timesReadable: true,
        })),
      ]),
    );
    await replaceCurrentSets(tx, office.payer, sets, []);
    await refreshSummaries(tx, office.payer, [...sets.keys()], instant(noon));
  });
}

/** The file of an export, and what its table says of each relation, by the key of the column. */
async function exported(given: MemberExport, roles: Parameters<TempOffice["actor"]>[1] = ["viewer"]) {
  const context = { ...office.context(office.actor("vic", roles)), now: () => noon };
  const { body, rows } = await exportMembers(context, given, signal);
  const file = await bytesOf(body);
  const table =
    given.format === "csv"
      ? readCsv(file.toString("utf8").replace(/^\ufeff/, ""))
      : (await readXlsx(file)).map((cells) =>
          cells.map(({ value }) => (typeof value === "string" ? unescapeXlsx(value) : String(value ?? ""))),
        );
  const head = table.findIndex((cells) => cells[0] === "nickname");
  const below = table.findIndex((cells, row) => row > head && cells.every((cell) => cell === ""));
  const members = table
    .slice(head + 1, below)
    .map((cells) => Object.fromEntries(exportColumns.map((column, index) => [column, cells[index] ?? ""])));
  const lines = Object.fromEntries(
    [...table.slice(0, head), ...table.slice(below)].map(([name, ...texts]) => [
      name,
      texts.filter((text) => text !== ""),
    ]),
  );
  return { file, rows, members, lines, table };
}

const read = { read_began_at: instant(noon - 60_000), read_ended_at: instant(noon - 59_000) };

describe.each(exportFormats)("%s", (format) => {
  test("says of each relation what is stored, ids exact, times in both zones", async () => {
    await store([
      {
        relation_id: "9007199254740995",
        account_id: "6210322125051645961",
        nickname: "金兰科技",
        account_name: "jinlan@example.com",
        end_time: instant(noon + 1_000),
        ...read,
        raw: ["allow_synchronize_finance_identity", "forbid_withdraw_cash"],
      },
      { relation_id: "2", nickname: "zeta", state: "SOMETHING_NEW", counterpart: "MASTER", setup_time: null },
      { relation_id: "3", nickname: "zz", ...read, raw: ["x_17", "y_18"], gone_at: instant(noon - 5_000) },
    ]);
    const { members, rows } = await exported(asked({ format }));
    expect(rows).toBe(3);
    expect(members.map(({ relationId }) => relationId)).toEqual(["2", "3", "9007199254740995"]);
    expect(members[2]).toMatchObject({
      nickname: "金兰科技",
      accountName: "jinlan@example.com",
      uid: "6210322125051645961",
      counterpart: "counterpart MEMBER",
      type: "type FinancialManagement",
      typeRaw: "FinancialManagement",
      state: "state RELATED",
      stateRaw: "RELATED",
      inEffect: "yes",
      setupLocal: "2026-11-21 19:00:00 +08:00",
      setupUtc: "2026-11-21T11:00:00.000Z",
      endLocal: "2026-11-22 20:00:01 +08:00",
      SYNCHRONIZE_FINANCE_IDENTITY: "on",
      FORBID_WITHDRAW_CASH: "on",
      CHECK_FINANCE_INFO: "off",
      unmapped: "0",
      checkedLocal: "2026-11-22 19:59:00 +08:00",
      checkedUtc: "2026-11-22T11:59:00.000Z",
      goneUtc: "",
      busy: "no",
    });
    expect(members[0]).toMatchObject({
      stateRaw: "SOMETHING_NEW",
      counterpart: "counterpart MASTER",
      inEffect: "no",
      setupLocal: "",
      endLocal: "no end",
      endUtc: "",
      CHECK_FINANCE_INFO: "unknown",
      checkedLocal: "never read",
    });
    expect(members[1]).toMatchObject({
      CHECK_FINANCE_INFO: "unknown",
      unmapped: "2",
      otherCodes: "x_17\ny_18",
      goneUtc: "2026-11-22T11:59:55.000Z",
    });
  });

  test("says what it is: account, filter, rows, sweep, for which role, and no e-mail; and that it is whole", async () => {
    await store([{}, {}]);
    const sweep = await office.database.transaction((tx) =>
      insertSweep(tx, office.payer, "schedule", instant(noon - 1_000)),
    );
    const { lines, file } = await exported(asked({ format }), ["auditor", "reviewer"]);
    expect(lines).toMatchObject({
      payer: [office.payer],
      site: ["site cn"],
      filter: ["every relation"],
      order: ["by name"],
      rows: ["2"],
      lastComplete: ["none"],
      sweep: [`${sweep} running`],
      exportedAt: ["2026-11-22 20:00:00 +08:00", "2026-11-22T12:00:00.000Z"],
      exportedBy: ["auditor, reviewer"],
      zone: ["Asia/Shanghai"],
      rowsWritten: ["2"],
      moved: ["not moved"],
    });
    expect(file.includes("vic@example.com")).toBe(false);
  });

  test("any text as a name comes back as it was, and no cell is a formula", async () => {
    const nasty = fc.constantFrom(
      "=1+1",
      "+1",
      "-1",
      "@a",
      "\t=1",
      "\r\n",
      '"',
      ",",
      ";",
      "_x000D_",
      "_x0041_",
      "",
      " =1",
      "＝1",
      "<&>",
    );
    // U+0000 is stored as another character on PostgreSQL (lib/db/odd-text.test.ts).
    const any = fc.string({ unit: "binary", maxLength: 30 }).map((part) => part.replaceAll("\0", ""));
    const text = fc.tuple(nasty, any, nasty).map((parts) => parts.join(""));
    const names = fc.sample(fc.tuple(text, text), 300);
    await store(names.map(([nickname, account_name]) => ({ nickname, account_name })));
    const { members, table, file } = await exported(
      asked({ format, query: { ...defaultMemberQuery, sort: "relation" } }),
    );
    const plain = (cell: string | undefined) => (format === "csv" ? unmark(cell ?? "") : cell);
    expect(members.map(({ nickname, accountName }) => [plain(nickname), plain(accountName)])).toEqual(names);
    if (format === "csv")
      for (const cell of table.flat()) expect(cell).not.toMatch(/^[\s\ufeff]*[=+\-@＝＋－＠]|^[\t\r\n]/);
    else
      for (const { type } of (await readXlsx(file)).flat())
        expect([ExcelJS.ValueType.String, ExcelJS.ValueType.Number, ExcelJS.ValueType.Null]).toContain(type);
  });

  test("leaves a row in the log with the hash of the file", async () => {
    await store([{}, {}, { nickname: "other" }]);
    const { file } = await exported(
      asked({ format, query: { ...defaultMemberQuery, search: "金兰", sort: "uid", page: 9 } }),
    );
    const [entry] = await office.log();
    expect(entry).toMatchObject({ action: "member.export", outcome: "done", personId: "vic", payerUid: office.payer });
    expect(JSON.parse(entry?.detail ?? "")).toMatchObject({
      format,
      filter: "q=%E9%87%91%E5%85%B0&sort=uid",
      selected: null,
      rows: 2,
      bytes: file.byteLength,
      sha256: createHash("sha256").update(file).digest("hex"),
      moved: false,
    });
  });
});

describe("a CSV file", () => {
  test("is UTF-8 with a byte order mark, CRLF, as many fields in every record, every id in digits", async () => {
    await store([{ nickname: "金兰", relation_id: "9223372036854775807" }]);
    const { file, table } = await exported(asked());
    expect(file.subarray(0, 3).toString("hex")).toBe("efbbbf");
    expect(file.toString()).not.toMatch(/[^\r]\n/);
    expect(new Set(table.map(({ length }) => length))).toEqual(new Set([exportColumns.length]));
    expect(file.toString()).toContain('"9223372036854775807"');
  });
});

describe("an XLSX file", () => {
  test("has ids as strings in cells of the format text, and one filter over the table", async () => {
    await store([{ relation_id: "9223372036854775807", account_id: "6210322125051645961" }]);
    const { file } = await exported(asked({ format: "xlsx" }));
    const workbook = new ExcelJS.Workbook();
    await workbook.xlsx.load(new Uint8Array(file).buffer);
    const sheet = workbook.worksheets[0];
    const cells: [string, ExcelJS.CellValue][] = [];
    sheet?.eachRow((row) => row.eachCell((cell) => cells.push([cell.numFmt, cell.value])));
    expect(cells).toContainEqual(["@", "6210322125051645961"]);
    expect(cells).toContainEqual(["@", "9223372036854775807"]);
    expect(sheet?.autoFilter).toMatch(/^A\d+:[A-Z]+\d+$/);
  });
});

test("all pages in the order of the list, each relation once; a selection has its own, whatever the filter", async () => {
  await store(Array.from({ length: 1_234 }, (_, number) => ({ nickname: `n${(number * 7_919) % 1_234}` })));
  const view = { ...defaultMemberQuery, sort: "relation", descending: true, pageSize: 50, page: 3 } as const;
  const { members } = await exported(asked({ query: view }));
  expect(members.map(({ relationId }) => Number(relationId))).toEqual(
    Array.from({ length: 1_234 }, (_, number) => 1_234 - number),
  );
  const selection = [id("3"), id("1000"), id("40")];
  const some = await exported(asked({ query: { ...view, search: "nobody" }, selection }));
  expect(some.members.map(({ relationId }) => relationId)).toEqual(["1000", "40", "3"]);
  const log = await office.log();
  expect(JSON.parse(log.at(-1)?.detail ?? "")).toMatchObject({
    rows: 3,
    selected: 3,
    filter: "sort=-relation",
  });
});

test("what is read anew while the file is written stands in its last line and in the log", async () => {
  await store(Array.from({ length: 500 }, () => ({ ...read })));
  const context = { ...office.context(office.actor("vic", ["viewer"])), now: () => noon };
  const { body } = await exportMembers(context, asked(), signal);
  const reader = body.getReader();
  const chunks = [(await reader.read()).value, (await reader.read()).value, (await reader.read()).value];
  await office.tamper(
    "update relation set read_began_at = ?, read_ended_at = ? where relation_id = '499'",
    instant(noon + 1),
    instant(noon + 2),
  );
  for (let next = await reader.read(); !next.done; next = await reader.read()) chunks.push(next.value);
  const table = readCsv(Buffer.concat(chunks.flatMap((chunk) => chunk ?? [])).toString());
  expect(table.at(-1)?.slice(0, 2)).toEqual(["moved", "moved 1"]);
  expect(JSON.parse((await office.log()).at(-1)?.detail ?? "")).toMatchObject({ moved: true, rows: 500 });
});

test("an export that broke off is in the log as failed, with what had gone out, and makes room for the next", async () => {
  await store(Array.from({ length: 1_000 }, () => ({})));
  const context = office.context(office.actor("vic", ["viewer"]));
  const abort = new AbortController();
  const { body } = await exportMembers(context, asked(), abort.signal);
  const reader = body.getReader();
  await reader.read();
  await reader.read();
  await reader.read();
  await expect(exportMembers(context, asked(), signal)).rejects.toMatchObject({ code: "export_running" });
  abort.abort();
  await expect(reader.read()).rejects.toThrow("aborted");
  await expect.poll(async () => (await office.log()).length).toBe(2);
  const next = await exportMembers(context, asked(), signal);
  await bytesOf(next.body);
  const log = await office.log();
  expect(log.map(({ outcome }) => outcome)).toEqual(["refused", "failed", "done"]);
  const { rows, of, bytes } = JSON.parse(log[1]?.detail ?? "");
  expect(of).toBe(1_000);
  expect(rows).toBe(200);
  expect(bytes).toBeGreaterThan(0);
});

test("nobody without the right, nobody of another account, and no relation of another account", async () => {
  await store([{}]);
  const nobody = office.context(office.actor("nobody", []));
  await expect(exportMembers(nobody, asked(), signal)).rejects.toMatchObject({ code: "forbidden" });
  const stranger = office.context(office.actor("stranger", ["viewer"], new Set()));
  await expect(exportMembers(stranger, asked(), signal)).rejects.toMatchObject({ code: "not_found" });
  const vic = office.context(office.actor("vic", ["viewer"]));
  const foreign = asked({ selection: [id("1"), id("77")] });
  await expect(exportMembers(vic, foreign, signal)).rejects.toMatchObject({ code: "not_found" });
  // A refused one leaves the place free.
  await bytesOf((await exportMembers(vic, asked(), signal)).body);
});
