import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { listedColumns, type RelationRow, saveRelations } from "@/lib/db/queries/relations";
import { relationRow } from "@/lib/db/testing/relation-row";
import { noon } from "@/lib/db/testing/temp-database";
import { parseRelationId } from "@/lib/domain/ids";
import { type LocalFacts, noFacts } from "@/lib/domain/local-facts";
import { defaultMemberQuery } from "@/lib/domain/member-query";
import type { FactProposal } from "@/lib/domain/views/import";
import { exportMembers } from "@/lib/services/exports/export-members";
import { editFacts } from "@/lib/services/facts/edit-facts";
import { factsView } from "@/lib/services/facts/facts-view";
import { importFacts } from "@/lib/services/imports/import-facts";
import { importSheet } from "@/lib/services/imports/import-sheet";
import { exportWords } from "@/lib/services/testing/export-words";
import { bytesOf, readCsv } from "@/lib/services/testing/opened-files";
import { savedSheet } from "@/lib/services/testing/saved-sheet";
import { sheetWords } from "@/lib/services/testing/sheet-words";
import { openTempOffice, type TempOffice } from "@/lib/services/testing/temp-office";

const { signal } = new AbortController();
const uidOf = (number: number) => String(6_210_322_125_051_640_000n + BigInt(number));
const id = (number: number) => {
  const parsed = parseRelationId(String(number));
  if (!parsed) throw new Error("not a relation id");
  return parsed;
};

let office: TempOffice;
beforeEach(async () => {
  vi.stubEnv("NEXTAUTH_SECRET", "a secret that marks files for tests only");
  office = await openTempOffice();
  await office.addPerson("rita@example.com", ["requester"]);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await office.close();
});

async function store(...members: readonly Partial<RelationRow>[]): Promise<void> {
  const rows = members.map((values, index) =>
    relationRow(office.payer, { relation_id: String(index + 1), account_id: uidOf(index + 1), ...values }),
  );
  await office.database.transaction((tx) => saveRelations(tx, rows, listedColumns));
}

const rita = () => ({ ...office.context(office.actor("rita", ["requester"])), now: () => noon });
const ask = (rows: readonly (readonly string[])[], agreed: string | null = null) =>
  importFacts(rita(), { bytes: savedSheet(rows), words: sheetWords, agreed }, signal);
async function proposed(rows: readonly (readonly string[])[]): Promise<FactProposal> {
  const answer = await ask(rows);
  if (answer.kind !== "fact_proposal") throw new Error(`no proposal: ${JSON.stringify(answer)}`);
  return answer;
}
async function taken(rows: readonly (readonly string[])[]): Promise<unknown> {
  return ask(rows, (await proposed(rows)).digest);
}
const stored = async (number: number): Promise<LocalFacts> => {
  const { owner, costCentre, tags, note } = await factsView(office.database.read, rita(), id(number));
  return { owner, costCentre, tags, note };
};
const edit = async (number: number, facts: Partial<LocalFacts>) =>
  editFacts(rita(), {
    relationId: id(number),
    version: (await factsView(office.database.read, rita(), id(number))).version,
    facts: { ...noFacts, ...facts },
  });

test("columns in any order and language: the diff first, then what was agreed to, with its row in the log", async () => {
  await store({}, {}, {});
  await edit(2, { owner: "Bob", note: "his note", tags: ["us"] });
  const sheet = [
    ["标签", "Owner", "账号UID", "Cost Center"],
    ["EU; prod", "Ada", uidOf(1), "CC-1"],
    ["", "Bob", uidOf(2), ""],
    ["", "", uidOf(3), ""],
  ];
  const { digest, ...proposal } = await proposed(sheet);
  expect(proposal).toMatchObject({
    columns: ["owner", "costCentre", "tags"],
    rows: { all: 3, asking: 2, unchanged: 1, refused: 0 },
    firstChanges: [
      {
        row: 2,
        uid: uidOf(1),
        changed: ["owner", "costCentre", "tags"],
        after: { owner: "Ada", tags: ["eu", "prod"] },
      },
      { row: 3, changed: ["tags"], before: { tags: ["us"] }, after: { owner: "Bob", tags: [], note: "his note" } },
    ],
  });
  expect(await stored(1)).toEqual(noFacts);
  expect(await ask(sheet, digest)).toEqual({ kind: "facts_taken", changed: 2 });
  expect(await stored(1)).toEqual({ owner: "Ada", costCentre: "CC-1", tags: ["eu", "prod"], note: "" });
  expect(await stored(2)).toEqual({ owner: "Bob", costCentre: "", tags: [], note: "his note" });
  expect((await office.log()).slice(-2).map(({ action }) => action)).toEqual(["fact.edited", "fact.imported"]);
});

test("what somebody edits meanwhile makes it another sheet: nothing is kept", async () => {
  await store({}, {});
  const sheet = [
    ["uid", "owner"],
    [uidOf(1), "Ada"],
    [uidOf(2), "Ada"],
  ];
  const { digest } = await proposed(sheet);
  await edit(2, { note: "meanwhile" });
  await expect(ask(sheet, digest)).rejects.toMatchObject({ code: "stale_plan" });
  expect(await stored(1)).toEqual(noFacts);
  expect(await taken(sheet)).toEqual({ kind: "facts_taken", changed: 2 });
  expect(await stored(2)).toMatchObject({ owner: "Ada", note: "meanwhile" });
});

test("rows that are not understood are refused by their numbers, and no other row suffers", async () => {
  await store({}, { state: "CONNECTION_CANCELED" }, {}, { account_id: uidOf(3) }, {}, {});
  const rows = [
    ["uid", "owner", "cost_centre", "tags", "note"],
    ["6.21032E+18", "Ada", "", "", ""],
    ["42", "Ada", "", "", ""],
    [uidOf(2), "Ada", "", "", ""],
    [uidOf(3), "Ada", "", "", ""],
    [uidOf(1), "=1+1", "", "", ""],
    [uidOf(1), "x".repeat(201), "", "", ""],
    [uidOf(1), "", "x".repeat(101), "", ""],
    [uidOf(1), "", "", "x".repeat(41), ""],
    [uidOf(1), "", "", "", "x".repeat(2_001)],
    [uidOf(5), "Ada", "", "", ""],
    [uidOf(5), "Bob", "", "", ""],
    [uidOf(6), "Ada", "", "", ""],
    [uidOf(6), "Ada", "", "", ""],
  ];
  const { refusedRows, rows: counts } = await proposed(rows);
  expect(refusedRows.map(({ row, fault }) => [row, fault])).toEqual([
    [2, "uid_rounded"],
    [3, "no_relation"],
    [4, "not_in_effect"],
    [5, "two_relations"],
    [6, "formula"],
    [7, "owner_long"],
    [8, "cost_centre_long"],
    [9, "tags_long"],
    [10, "note_long"],
    [11, "uid_twice"],
    [12, "uid_twice"],
  ]);
  expect(refusedRows.slice(-2).map(({ other }) => other)).toEqual([12, 11]);
  expect(counts).toEqual({ all: 13, asking: 1, unchanged: 1, refused: 11 });
});

test.each([
  ["no head", [["a", "b"]], "no_facts"],
  ["a UID alone", [["uid"], ["1"]], "no_facts"],
  [
    "a list of permissions",
    [
      ["uid", "code", "wanted"],
      ["1", "x", "on"],
    ],
    "no_facts",
  ],
  [
    "a column twice",
    [
      ["uid", "owner", "Owner"],
      ["1", "x", "y"],
    ],
    "head_twice",
  ],
  ["no rows", [["uid", "owner"]], "no_rows"],
])("a file with %s is refused whole", async (_, rows, fault) => {
  expect(await ask(rows)).toMatchObject({ kind: "refused", fault });
});

test("an export comes back as it was, formulas and lines too, and changes nothing", async () => {
  await store({}, {}, {});
  const odd = { owner: "=HYPERLINK(1)", costCentre: "-42", tags: ["@all", "eu"], note: "'quoted\n- item; =1\n\t+2" };
  await edit(1, odd);
  await edit(2, { owner: "Ada", note: "plain" });
  const kept = await stored(1);
  const input = { query: defaultMemberQuery, selection: null, format: "csv", zone: "UTC", words: exportWords } as const;
  const { body } = await exportMembers(rita(), input, signal);
  const bytes = await bytesOf(body);
  const table = readCsv(bytes.toString("utf8").replace(/^\ufeff/, ""));
  for (const cell of table.flat()) expect(cell).not.toMatch(/^[=+\-@]/);
  const back = (more: (cells: string[][]) => string[][] = (cells) => cells) => {
    const changed = savedSheet(more(table.map((row) => [...row])), { quoted: true });
    return importFacts(rita(), { bytes: changed, words: sheetWords, agreed: null }, signal);
  };
  expect(await back()).toMatchObject({ rows: { all: 3, asking: 0, unchanged: 3, refused: 0 } });
  const head = table.findIndex((row) => row.includes("owner"));
  const owner = table[head]?.indexOf("owner") ?? -1;
  const edited = await back((cells) => {
    const line = cells.find((row) => row[owner] === "Ada");
    if (line) line[owner] = "Bob";
    return cells;
  });
  expect(edited).toMatchObject({ rows: { asking: 1 }, firstChanges: [{ after: { owner: "Bob", note: "plain" } }] });
  expect(kept).toEqual(odd);
  // The same file is a sheet of permissions as before, whose marks say nothing of local facts.
  expect(await importSheet(rita(), { bytes, words: sheetWords, agreed: null }, signal)).toMatchObject({
    kind: "proposal",
    rows: { asking: 0, unchanged: 3, refused: 0 },
  });
});

test("members that are somebody else's are as unknown as any other UID", async () => {
  await store({ owner: "Rita" }, { owner: "Bob" });
  const scope = { kind: "some", owners: ["Rita"], costCentres: [] } as const;
  const context = { ...rita(), actor: { ...office.actor("rita", ["requester"]), scope } };
  const bytes = savedSheet([
    ["uid", "note"],
    [uidOf(1), "mine"],
    [uidOf(2), "not mine"],
  ]);
  expect(await importFacts(context, { bytes, words: sheetWords, agreed: null }, signal)).toMatchObject({
    rows: { asking: 1, refused: 1 },
    refusedRows: [{ row: 3, fault: "no_relation" }],
  });
});

test("a viewer may not", async () => {
  const viewer = office.context(office.actor("vic", ["viewer"]));
  const input = { bytes: savedSheet([["uid", "owner"]]), words: sheetWords, agreed: null };
  await expect(importFacts(viewer, input, signal)).rejects.toMatchObject({ code: "forbidden" });
});
