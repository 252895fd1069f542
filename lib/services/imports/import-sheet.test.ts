import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { replaceCurrentSets } from "@/lib/db/queries/current-sets";
import { listedColumns, type RelationRow, saveRelations } from "@/lib/db/queries/relations";
import { refreshSummaries } from "@/lib/db/queries/set-summaries";
import { relationRow } from "@/lib/db/testing/relation-row";
import { instant, parseRelationId, parseUid, type RelationId } from "@/lib/domain/ids";
import { defaultMemberQuery } from "@/lib/domain/member-query";
import { permissionCodes } from "@/lib/domain/permission-catalogue";
import type { ImportProposal, RowFault } from "@/lib/domain/views/import";
import { currentDraft } from "@/lib/services/changes/current-draft";
import { setWanted } from "@/lib/services/changes/set-wanted";
import { exportSigner } from "@/lib/services/exports/export-mark";
import { exportMembers } from "@/lib/services/exports/export-members";
import { importSheet } from "@/lib/services/imports/import-sheet";
import { exportWords } from "@/lib/services/testing/export-words";
import { bytesOf, readCsv, readXlsx, unescapeXlsx } from "@/lib/services/testing/opened-files";
import { savedSheet } from "@/lib/services/testing/saved-sheet";
import { sheetWords } from "@/lib/services/testing/sheet-words";
import { openTempOffice, type TempOffice } from "@/lib/services/testing/temp-office";

const noon = Date.UTC(2026, 10, 22, 12);
const { signal } = new AbortController();
const ban = "FORBID_WITHDRAW_CASH";
const info = "CHECK_FINANCE_INFO";
const invoice = "MANAGE_TARGET_INVOICE";

const id = (text: string): RelationId => {
  const parsed = parseRelationId(text);
  if (!parsed) throw new Error(`not a relation id: ${text}`);
  return parsed;
};
const uidOf = (number: number) => String(6_210_322_125_051_640_000n + BigInt(number));

let office: TempOffice;
beforeEach(async () => {
  vi.stubEnv("NEXTAUTH_SECRET", "a secret that marks files for tests only");
  office = await openTempOffice();
  await office.addPerson("rita@example.com", ["requester"]);
  await office.tamper("update account set writes_on = 1");
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await office.close();
});

type Member = Partial<RelationRow> & { readonly raw?: readonly string[] };

async function store(members: readonly Member[]): Promise<void> {
  const rows = members.map(({ raw: _, ...values }, index) =>
    relationRow(office.payer, {
      relation_id: String(index + 1),
      account_id: uidOf(index + 1),
      nickname: `member ${index + 1}`,
      ...values,
    }),
  );
  const sets = new Map(
    rows.map((row, index) => [
      id(row.relation_id),
      (members[index]?.raw ?? []).map((rawCode) => ({
        rawCode,
        name: "",
        startTime: instant(noon - 90_000_000),
        endTime: null,
        timesReadable: true,
      })),
    ]),
  );
  await office.database.transaction(async (tx) => {
    await saveRelations(tx, rows, listedColumns);
    await replaceCurrentSets(tx, office.payer, sets, []);
    await refreshSummaries(tx, office.payer, [...sets.keys()], instant(noon));
    await tx
      .updateTable("relation")
      .set({ read_began_at: instant(noon - 60_000), read_ended_at: instant(noon - 59_000) })
      .where("read_began_at", "is", null)
      .where("relation_id", "not in", ["999"])
      .execute();
  });
}

const rita = () => ({ ...office.context(office.actor("rita", ["requester"])), now: () => noon });

/** The cells of an export of everything, as a spreadsheet program shows them. */
async function exportedCells(format: "csv" | "xlsx" = "csv", words = exportWords): Promise<string[][]> {
  const input = { query: { ...defaultMemberQuery, sort: "relation" }, selection: null, format, zone: "UTC" } as const;
  const { body } = await exportMembers(rita(), { ...input, words }, signal);
  const file = await bytesOf(body);
  if (format === "csv") return readCsv(file.toString("utf8").replace(/^\ufeff/, ""));
  return (await readXlsx(file)).map((row) =>
    row.map(({ value }) => (typeof value === "string" ? unescapeXlsx(value) : String(value ?? ""))),
  );
}

const headOf = (cells: readonly (readonly string[])[]) => cells.findIndex((row) => row.includes("mark"));

/** The same cells with some of them changed: `[row below the head, column, text]`. */
function edited(cells: string[][], ...edits: readonly (readonly [number, string, string])[]): string[][] {
  const head = headOf(cells);
  const copy = cells.map((row) => [...row]);
  for (const [row, column, text] of edits) {
    const place = cells[head]?.indexOf(column) ?? -1;
    const line = copy[head + row];
    if (!line || place < 0) throw new Error(`no cell ${row} ${column}`);
    line[place] = text;
  }
  return copy;
}

const ask = (bytes: Uint8Array, agreed: string | null = null, context = rita()) =>
  importSheet(context, { bytes, words: sheetWords, agreed }, signal);

async function proposed(bytes: Uint8Array): Promise<ImportProposal> {
  const answer = await ask(bytes);
  if (answer.kind !== "proposal") throw new Error(JSON.stringify(answer));
  const { all, asking, unchanged, refused } = answer.rows;
  expect(asking + unchanged + refused).toBe(all);
  expect(answer.refusedRows).toHaveLength(refused);
  return answer;
}

const list = (...rows: readonly (readonly string[])[]) => savedSheet([["UID", "code", "wanted"], ...rows]);
const wishesIn = ({ firstChanges }: ImportProposal) =>
  firstChanges.map(({ row, uid, code, before, wanted }) => [row, uid, code, before, wanted]);
const drafted = async () =>
  ((await currentDraft(rita()))?.relations ?? []).flatMap(({ uid, changes }) =>
    changes.map(({ code, direction }) => [uid, code, direction]),
  );

describe("an export", () => {
  test.each(["csv", "xlsx"] as const)("as it was issued (%s) asks for nothing", async (format) => {
    await store([{ raw: [info] }, { raw: ["x_17"] }, { state: "CONNECTION_CANCELED" }, { relation_id: "999" }]);
    const proposal = await proposed(savedSheet(await exportedCells(format)));
    expect(proposal).toMatchObject({
      of: "export",
      issue: { at: instant(noon), rows: 4 },
      whole: true,
      rows: { all: 4, asking: 0, unchanged: 4, refused: 0 },
      changes: 0,
      moved: 0,
    });
  });

  test("with two cells edited asks for these two, and they are in the draft once they are agreed to", async () => {
    await store([{ raw: [info] }, {}, { raw: [ban] }]);
    const cells = await exportedCells();
    const file = savedSheet(edited(cells, [1, info, "off"], [3, invoice, "yes"]), { quoted: true });
    const proposal = await proposed(file);
    const first = headOf(cells) + 1;
    expect(wishesIn(proposal)).toEqual([
      [first + 1, uidOf(1), info, "on", false],
      [first + 3, uidOf(3), invoice, "off", true],
    ]);
    expect(proposal).toMatchObject({ rows: { all: 3, asking: 2, unchanged: 1, refused: 0 }, changes: 2, members: 2 });
    expect(await drafted()).toEqual([]);
    expect(await office.log()).not.toContainEqual(expect.objectContaining({ action: "draft.imported" }));

    expect(await ask(file, proposal.digest)).toEqual({ kind: "taken", noted: 2, alreadySo: 0, blocked: 0 });
    expect(await drafted()).toEqual([
      [uidOf(1), info, "remove"],
      [uidOf(3), invoice, "add"],
    ]);
    const log = await office.log();
    const { exportId } = JSON.parse(log.find(({ action }) => action === "member.export")?.detail ?? "");
    expect(log.at(-1)).toMatchObject({ action: "draft.imported", outcome: "done", personId: "rita" });
    expect(JSON.parse(log.at(-1)?.detail ?? "")).toMatchObject({
      of: "export",
      exportId,
      rows: { all: 3, asking: 2, unchanged: 1, refused: 0 },
      noted: 2,
    });
  });

  test.each([
    { name: "by Excel as CSV UTF-8", encoding: "utf-8 with mark" },
    { name: "with semicolons", encoding: "utf-8 with mark", separator: ";" },
    { name: "as Unicode text", encoding: "utf-16le", separator: "\t" },
    { name: "big-endian", encoding: "utf-16be", separator: "\t" },
    { name: "on a Chinese machine", encoding: "gbk" },
    { name: "by WPS with line feeds", encoding: "gbk", lineEnd: "\n" },
    { name: "for an old Mac", encoding: "utf-8", lineEnd: "\r" },
  ] as const)("saved anew $name says the same", async ({ name: _, ...how }) => {
    await store([{ raw: [info], nickname: '金兰, "科技"; a\tb\n=1' }, {}]);
    const cells = edited(await exportedCells(), [1, info, "关"], [2, ban, "是"]);
    const plain = await proposed(savedSheet(cells, { quoted: true }));
    const again = await proposed(savedSheet(cells, how));
    expect(again).toEqual(plain);
    expect(again.changes).toBe(2);
  });

  test("in another order, with columns and lines taken away or added, says the same", async () => {
    await store([{ raw: [info] }, {}, {}]);
    const cells = edited(await exportedCells(), [1, info, "0"], [2, ban, "TRUE"]);
    const head = headOf(cells);
    const kept = ["mark", ban, "uid", info];
    const order = kept.map((column) => cells[head]?.indexOf(column) ?? -1);
    const table = cells.slice(head, head + 4).map((row) => order.map((place) => row[place] ?? ""));
    const [names = [], ...rows] = table;
    const shuffled = [["my notes"], names, ["", "", ""], ...rows.toReversed().map((row) => [...row, "a remark"])];
    const proposal = await proposed(savedSheet(shuffled));
    expect(proposal).toMatchObject({ issue: null, whole: false, changes: 2, rows: { all: 3, unchanged: 1 } });
    expect(wishesIn(proposal).map(([, ...wish]) => wish)).toEqual([
      [uidOf(2), ban, "off", true],
      [uidOf(1), info, "on", false],
    ]);
  });

  test("says what has changed upstream since, and overwrites none of it", async () => {
    await store([{ raw: [info] }, {}, {}]);
    const cells = await exportedCells();
    await store([{}, { raw: [ban] }, { raw: [invoice] }]);
    const proposal = await proposed(savedSheet(edited(cells, [2, ban, "on"], [3, ban, "on"])));
    // What was asked for has come about meanwhile.
    expect(proposal).toMatchObject({ changes: 1, alreadySo: 1, moved: 2 });
    expect(proposal.firstMoved).toMatchObject([
      { uid: uidOf(1), code: info, issued: "on", now: "off" },
      { uid: uidOf(3), code: invoice, issued: "off", now: "on" },
    ]);
    await ask(savedSheet(edited(cells, [2, ban, "on"], [3, ban, "on"])), proposal.digest);
    expect(await drafted()).toEqual([[uidOf(3), ban, "add"]]);
  });

  test("is refused row by row where a spreadsheet or a person spoilt it, and the other rows stand", async () => {
    await store(Array.from({ length: 9 }, () => ({ raw: [info] })));
    const cells = await exportedCells();
    const spoilt = edited(
      cells,
      [1, "uid", "6.21032E+18"],
      [2, "uid", uidOf(3)],
      [3, "mark", ""],
      [4, ban, "=TRUE()"],
      [5, ban, "maybe"],
      [6, ban, ""],
      [7, info, "unknown"],
      [8, "mark", `${cells[headOf(cells) + 8]?.at(-1)}x`],
      [9, ban, "on"],
    );
    const proposal = await proposed(savedSheet(spoilt));
    const at = headOf(cells) + 1;
    expect(proposal.refusedRows.map(({ row, fault, code }) => [row - at, fault, code])).toEqual([
      [1, "uid_rounded", null],
      [2, "mark", null],
      [3, "mark_missing", null],
      [4, "formula", ban],
      [5, "wanted", ban],
      [6, "wanted_empty", ban],
      [7, "wanted", info],
      [8, "mark", null],
    ]);
    expect(wishesIn(proposal)).toEqual([[at + 9, uidOf(9), ban, "off", true]]);
  });

  test("of a relation that is gone, or whose member is another one by now, is refused", async () => {
    await store([{}, {}]);
    const cells = edited(await exportedCells(), [1, ban, "on"], [2, ban, "on"]);
    await office.tamper("update relation set account_id = '77' where relation_id = '1'");
    await office.tamper("delete from relation where relation_id = '2'");
    const { refusedRows } = await proposed(savedSheet(cells));
    expect(refusedRows.map(({ fault }) => fault)).toEqual(["member_changed", "relation_gone"]);
  });

  test("of two relations with one member keeps them apart", async () => {
    await store([{ account_id: "42" }, { account_id: "42" }]);
    const proposal = await proposed(savedSheet(edited(await exportedCells(), [2, ban, "on"])));
    expect(proposal.firstChanges).toMatchObject([{ relationId: "2", uid: "42" }]);
    expect(proposal.rows).toMatchObject({ asking: 1, unchanged: 1 });
  });
});

describe("a list made by hand", () => {
  test("takes codes as they are written and read, and labels and words in both languages", async () => {
    await store([{ raw: [info] }]);
    const uid = uidOf(1);
    const rows = [
      [uid, "FORBID_WITHDRAW_CASH", "on"],
      [` '${uid} `, "allow_synchronize_finance_identity", "Yes"],
      [uid, "查看财务关联信息", "否"],
      [uid, "manage_target_invoice", "TRUE"],
      [uid, "禁止管理发票", "１"],
    ];
    const proposal = await proposed(savedSheet([["成员UID", "权限", "期望"], ...rows]));
    expect(proposal).toMatchObject({ of: "list", issue: null, whole: true, changes: 5, members: 1 });
    const otherOrder = rows.map(([a = "", b = "", c = ""]) => [c, "x", b, a]);
    expect(
      (await proposed(savedSheet([["Wanted", "remark", "CODE", "uid"], ...otherOrder], { separator: "\t" }))).digest,
    ).toBe(proposal.digest);
  });

  test("is refused row by row, by number, with what is wrong", async () => {
    await store([
      {},
      { account_id: "42" },
      { account_id: "42" },
      { state: "CONNECTION_CANCELED" },
      { counterpart: "MASTER" },
      { gone_at: instant(noon) },
    ]);
    const cases: readonly (readonly [RowFault | null, ...string[]])[] = [
      [null, uidOf(1), ban, "on"],
      ["uid_empty", "", ban, "on"],
      ["uid_rounded", "6.21E+15", ban, "on"],
      ["uid_rounded", "6,21E15", ban, "on"],
      ["uid", "007", ban, "on"],
      ["uid", "12 34", ban, "on"],
      ["formula", '="6210322125051640001"', ban, "on"],
      ["formula", "+6210322125051640001", ban, "on"],
      ["formula", uidOf(1), "@SUM(A1)", "on"],
      ["formula", uidOf(1), ban, "＝1"],
      ["formula", uidOf(1), ban, "-1"],
      ["code", uidOf(1), "EVERYTHING", "on"],
      ["code_empty", uidOf(1), "", "on"],
      ["wanted_empty", uidOf(1), ban],
      ["wanted", uidOf(1), ban, "unknown"],
      ["wanted", uidOf(1), ban, "2"],
      ["no_relation", "4242", ban, "on"],
      ["two_relations", "42", ban, "on"],
      ["not_in_effect", uidOf(4), ban, "on"],
      ["no_relation", uidOf(5), ban, "on"],
      ["no_relation", uidOf(6), ban, "on"],
    ];
    const { refusedRows, changes } = await proposed(list(...cases.map(([, ...cells]) => cells)));
    const wanted = cases.flatMap(([fault], index) => (fault === null ? [] : [[index + 2, fault]]));
    expect(refusedRows.map(({ row, fault }) => [row, fault])).toEqual(wanted);
    expect(changes).toBe(1);
  });

  test("of rows that contradict each other takes none, of rows that repeat takes one", async () => {
    await store([{}, {}]);
    const proposal = await proposed(
      list(
        [uidOf(1), ban, "on"],
        [uidOf(2), ban, "on"],
        [uidOf(2), ban, "yes"],
        [uidOf(1), ban, "off"],
        [uidOf(1), info, "on"],
      ),
    );
    expect(proposal.refusedRows.map(({ row, fault, other, code }) => [row, fault, other, code])).toEqual([
      [2, "contradiction", 5, ban],
      [5, "contradiction", 2, ban],
    ]);
    expect(proposal).toMatchObject({ changes: 2, repeated: 1, rows: { all: 5, asking: 3, refused: 2 } });
  });

  test("counts what cannot be ticked now by its reason, and what is so already", async () => {
    await store([
      { raw: [info] },
      { type: "FinancialTrusteeship" },
      { raw: ["x_17"] },
      { state: "CHANGE_CONFIRMING" },
      { relation_id: "999" },
    ]);
    const file = list(
      [uidOf(1), info, "on"],
      [uidOf(2), ban, "on"],
      [uidOf(3), ban, "off"],
      [uidOf(4), ban, "on"],
      [uidOf(5), ban, "off"],
    );
    const proposal = await proposed(file);
    expect(proposal).toMatchObject({ changes: 0, alreadySo: 1 });
    expect(proposal.firstBlocked.map(({ row, blocked }) => [row, blocked])).toEqual([
      [3, "trusteeship"],
      [4, "unknown_unmapped"],
      [5, "waiting_for_member"],
      [6, "never_read"],
    ]);
    expect(await ask(file, proposal.digest)).toEqual({ kind: "taken", noted: 0, alreadySo: 1, blocked: 4 });
    expect(await currentDraft(rita())).toBeNull();
  });

  test("says how many pending changes it takes out", async () => {
    await store([{}]);
    await setWanted(rita(), { relationId: id("1"), code: ban, wanted: true });
    const file = list([uidOf(1), ban, "off"]);
    const proposal = await proposed(file);
    expect(proposal).toMatchObject({ changes: 0, alreadySo: 1, takenOut: 1 });
    await ask(file, proposal.digest);
    expect(await currentDraft(rita())).toBeNull();
  });
});

describe("what was agreed to", () => {
  test("is not added when it would come to something else by now", async () => {
    await store([{}, {}]);
    const file = list([uidOf(1), ban, "on"], [uidOf(2), ban, "on"]);
    const { digest } = await proposed(file);
    await store([{ raw: [ban] }, {}]);
    await expect(ask(file, digest)).rejects.toMatchObject({ code: "stale_plan" });
    await expect(ask(list([uidOf(2), ban, "on"]), digest)).rejects.toMatchObject({ code: "stale_plan" });
    expect(await currentDraft(rita())).toBeNull();
    expect((await office.log()).map(({ action }) => action)).toEqual([]);
  });
});

describe("a file that is no sheet of ours", () => {
  const faultOf = async (bytes: Uint8Array) => {
    const answer = await ask(bytes);
    return answer.kind === "refused" ? [answer.fault, answer.about] : answer.kind;
  };

  test("is refused with what it is, and nothing is taken", async () => {
    await store([{}]);
    const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d]);
    expect(await faultOf(new Uint8Array())).toEqual(["empty", ""]);
    expect(await faultOf(png)).toEqual(["not_text", ""]);
    expect(await faultOf(Buffer.from("PK\u0003\u0004…"))).toEqual(["workbook", ""]);
    expect(await faultOf(Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1]))).toEqual(["workbook", ""]);
    expect(await faultOf(new Uint8Array(50_000_000).fill(65))).toEqual(["too_large", ""]);
    expect(await faultOf(new Uint8Array(9_000_000).fill(65))).toEqual(["no_head", ""]);
    expect(await faultOf(Buffer.from("<html>"))).toEqual(["no_head", ""]);
    expect(await faultOf(savedSheet([["UID", "code"]]))).toEqual(["no_head", "wanted"]);
    expect(await faultOf(savedSheet([["UID", "code", "wanted", "uid"]]))).toEqual(["head_twice", "uid"]);
    expect(await faultOf(savedSheet([["UID", ban]]))).toEqual(["no_mark", ""]);
    expect(await faultOf(list())).toEqual(["no_rows", ""]);
    expect(await faultOf(list(["", "", ""]))).toEqual(["no_rows", ""]);
    const longRow = list(["1", ban, "a".repeat(300_000)]);
    expect(await faultOf(longRow)).toEqual(["long_row", "2"]);
  });

  test("is refused where it was cut off inside a cell, and said to be short where it was cut between rows", async () => {
    await store([{}, {}, {}]);
    const file = savedSheet(await exportedCells(), { quoted: true });
    const text = Buffer.from(file).toString();
    const rows = text.split("\r\n");
    const head = rows.findIndex((row) => row.includes('"mark"'));
    const upTo = (count: number) => `${rows.slice(0, count).join("\r\n")}\r\n`;
    expect(await faultOf(Buffer.from(`${upTo(head + 2)}"member 2","jin`))).toEqual(["cut_off", String(head + 3)]);
    expect(await proposed(Buffer.from(upTo(head + 2)))).toMatchObject({
      whole: false,
      issue: { rows: 3 },
      rows: { all: 1, unchanged: 1 },
    });
  });

  test("is refused when its export id was changed, or is another account's or another desk's", async () => {
    await store([{}]);
    const cells = await exportedCells();
    const line = cells.findIndex(([name]) => name === "exportId");
    const withId = (text: string) => savedSheet(cells.map((row, index) => (index === line ? ["exportId", text] : row)));
    const own = cells[line]?.[1] ?? "";
    expect(await faultOf(withId(own.replace(".1.", ".2.")))).toEqual(["altered_id", String(line + 1)]);
    expect(await faultOf(withId("L1.unknown.1.x.1.y"))).toEqual(["other_account", "1"]);
    const other = parseUid("5120341098761234");
    if (!other) throw new Error("not a UID");
    expect(await faultOf(withId(exportSigner(other, instant(noon), 1).exportId))).toEqual(["other_account", other]);
    vi.stubEnv("NEXTAUTH_SECRET", "the secret of another desk, which signs otherwise");
    expect(await faultOf(savedSheet(cells))).toEqual(["altered_id", String(line + 1)]);
    // Without the line each row's own mark decides.
    const { refusedRows } = await proposed(savedSheet(cells.filter((_, index) => index !== line)));
    expect(refusedRows.map(({ fault }) => fault)).toEqual(["mark"]);
  });
});

test("100,000 rows are read; one more is too many, and so are 20,001 members", async () => {
  await store([{}]);
  const rows = Array.from({ length: 100_000 }, (_, index) => [uidOf(index + 1), ban, "on"]);
  const proposal = await proposed(list(...rows));
  expect(proposal).toMatchObject({ changes: 1, rows: { all: 100_000, asking: 1, refused: 99_999 } });
  expect(await ask(list(...rows, [uidOf(1), ban, "on"]))).toMatchObject({ fault: "too_many_rows" });
});

test("nobody without the right, nobody of another account, and one sheet at a time", async () => {
  await store([{}]);
  const file = list([uidOf(1), ban, "on"]);
  const as = (...person: Parameters<TempOffice["actor"]>) => office.context(office.actor(...person));
  await expect(ask(file, null, as("vic", ["viewer", "administrator"]))).rejects.toMatchObject({ code: "forbidden" });
  await expect(ask(file, null, as("eve", ["requester"], new Set()))).rejects.toMatchObject({ code: "not_found" });
  const first = ask(file);
  await expect(ask(file)).rejects.toMatchObject({ code: "import_running" });
  await first;
  expect(permissionCodes).toContain((await proposed(file)).firstChanges[0]?.code);
});
