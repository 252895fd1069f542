import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { replaceCurrentSets } from "@/lib/db/queries/current-sets";
import { runForRows } from "@/lib/db/queries/many-rows";
import { listedColumns, type RelationRow, saveRelations } from "@/lib/db/queries/relations";
import { refreshSummaries } from "@/lib/db/queries/set-summaries";
import { relationRow } from "@/lib/db/testing/relation-row";
import { vacuumAnalyze } from "@/lib/db/testing/vacuum-analyze";
import { type Instant, instant, parseRelationId, type RelationId } from "@/lib/domain/ids";
import { defaultMemberQuery } from "@/lib/domain/member-query";
import { searchNeedle, searchText } from "@/lib/domain/member-search";
import type { ObservedRow } from "@/lib/domain/observed";
import { permissionCodes } from "@/lib/domain/permission-catalogue";
import { everyMember, isInScope, type MemberScope } from "@/lib/domain/policy";
import { type MemberQuery, type MemberRow, memberSorts } from "@/lib/domain/views/member";
import { listMembers } from "@/lib/services/members/list-members";
import { openTempOffice, type TempOffice } from "@/lib/services/testing/temp-office";

const noon = Date.UTC(2026, 10, 22, 12);
const at = (minutes: number): Instant => instant(noon + minutes * 60_000);
const id = (text: string): RelationId => {
  const parsed = parseRelationId(text);
  if (!parsed) throw new Error(`not a relation id: ${text}`);
  return parsed;
};

let office: TempOffice;
let stored: RelationRow[];
beforeAll(async () => {
  office = await openTempOffice();
  stored = Array.from({ length: 2_300 }, (_, n) => memberNumber(n));
  await office.database.transaction(async (tx) => {
    for (let from = 0; from < stored.length; from += 500)
      await saveRelations(tx, stored.slice(from, from + 500), listedColumns);
    const sets = new Map(stored.map((row, n) => [id(row.relation_id), row.read_began_at === null ? [] : setOf(n)]));
    await replaceCurrentSets(tx, office.payer, sets, []);
    const read = stored.filter((row) => row.read_began_at !== null).map((row) => id(row.relation_id));
    await refreshSummaries(tx, office.payer, read, at(0));
    const tags = stored.flatMap((row, n) =>
      [...new Set(tagsOf(n))].map((tag) => ({ payer_uid: office.payer, relation_id: row.relation_id, tag })),
    );
    await runForRows(tx, "tags of a test", tags, (some) => tx.insertInto("local_tag").values(some));
  });
  // As autovacuum does within a minute: without, PostgreSQL guesses that nobody has a tag or an owner.
  if (office.url.startsWith("postgres")) await vacuumAnalyze(office.url);
});
afterAll(() => office.close());

const states = ["RELATED", "CHANGE_CONFIRMING", "CONFIRMING", "CONNECTION_CANCELED", "SOMETHING_NEW"];
const names = ["金兰科技", "Äpfel & Söhne", "100%_sure", "Zeta", "alpha", "ＦＵＬＬ　width", "back\\slash", "Beta"];
const owners = ["", "", "Ada Lovelace", "Zhang Wei", "bob@example.com"];
/** Of every eleventh relation, and those of every seventh: as stored beside it. */
const tagsOf = (n: number): readonly string[] => [
  ...(n % 11 === 0 ? ["eu"] : []),
  ...(n % 7 === 0 ? ["prod", "eu"] : []),
];
const pick = <T>(list: readonly T[], n: number): T => {
  const item = list[n % list.length];
  if (item === undefined) throw new Error("an empty list");
  return item;
};

/** Ids of different lengths, names in every script, every third time missing. */
function memberNumber(n: number): RelationRow {
  const relationId = String(n % 3 === 0 ? 1 + n : 7_000_000_000 + n * 31);
  const uid = n % 4 === 0 ? `62103221250516${String(10_000 + n)}` : `${1_000_000_000 + n * 17}`;
  const nickname = n % 5 === 0 ? "" : `${pick(names, n)} ${n % 40}`;
  const accountName = `member-${n}@example.com`;
  const isRead = n % 7 !== 0;
  return relationRow(office.payer, {
    relation_id: relationId,
    account_id: uid,
    account_name: accountName,
    nickname,
    counterpart: n % 500 === 3 ? "MASTER" : "MEMBER",
    type: n % 6 === 0 ? "FinancialTrusteeship" : "FinancialManagement",
    state: pick(states, Math.floor(n / 3)),
    setup_time: n % 3 === 0 ? null : at(-n * 3),
    start_time: n % 3 === 1 ? null : at(-n),
    end_time: n % 10 === 0 ? at(n - 1_000) : null,
    gone_at: n % 211 === 0 ? at(-5) : null,
    changed_at: n % 9 === 0 ? at(-n) : null,
    read_began_at: isRead ? at(-(n % 600)) : null,
    read_ended_at: isRead ? at(-(n % 600)) : null,
    owner: pick(owners, n),
    cost_centre: pick(["", "CC-1", "CC-2"], n),
    read_error: n % 90 === 1 ? JSON.stringify({ code: "InternalError", requestId: "r", at: at(-1) }) : null,
    search: searchText({ nickname, accountName, uid, relationId }),
  });
}

/** Some of the seven, one ended, one to come, here and there one that nobody knows. */
function setOf(n: number): ObservedRow[] {
  const row = (rawCode: string, start: number, end: number | null): ObservedRow => ({
    rawCode,
    name: "",
    startTime: at(start),
    endTime: end === null ? null : at(end),
    timesReadable: true,
  });
  return [
    ...permissionCodes.filter((_, bit) => (n >> bit) & 1).map((code) => row(code.toLowerCase(), -100, null)),
    ...(n % 8 === 0 ? [row("check_finance_info", -100, -1)] : []),
    ...(n % 16 === 0 ? [row("forbid_withdraw_cash", 1, null)] : []),
    ...(n % 25 === 0 ? [row("x_17", -100, null)] : []),
  ];
}

const list = (more: Partial<MemberQuery> = {}, scope: MemberScope = everyMember) =>
  listMembers(
    { ...office.context({ ...office.actor("vera", ["viewer"]), scope }), now: () => noon },
    { ...defaultMemberQuery, ...more },
  );

/** The same list in plain words. */
async function everyRow(): Promise<Map<string, { row: MemberRow; stored: RelationRow; n: number }>> {
  const pages = await Promise.all(Array.from({ length: 12 }, (_, n) => list({ pageSize: 200, page: n + 1 })));
  const rows = new Map(pages.flatMap((page) => page.rows).map((row) => [row.relationId as string, row]));
  return new Map(
    stored.map((relation, n) => {
      const row = rows.get(relation.relation_id);
      if (!row) throw new Error(`${relation.relation_id} is on no page`);
      return [relation.relation_id, { row, stored: relation, n }];
    }),
  );
}

const numeric = (text: string): string => text.padStart(19, "0");

const keyOf: Record<MemberQuery["sort"], (entry: { row: MemberRow; stored: RelationRow }) => string | null> = {
  name: ({ stored: { search } }) => search,
  uid: ({ row }) => numeric(row.uid),
  relation: ({ row }) => numeric(row.relationId),
  type: ({ row }) => row.type,
  state: ({ row }) => row.state,
  setup: ({ row }) => row.setupTime,
  start: ({ row }) => row.startTime,
  end: ({ row }) => row.endTime,
  permissions: ({ row }) => (row.checkedAt === null ? null : String(row.on.length + row.unmapped).padStart(2, "0")),
  checked: ({ row }) => row.checkedAt,
  owner: ({ row }) => row.owner,
  costCentre: ({ row }) => row.costCentre,
};

describe("the list of members", () => {
  it("shows a row as stored and read: codes on now, what nobody knows, errors, what is gone", async () => {
    const rows = await everyRow();
    for (const { row, stored: relation, n } of rows.values()) {
      expect(row).toMatchObject({
        uid: relation.account_id,
        accountName: relation.account_name,
        nickname: relation.nickname,
        state: relation.state,
        checkedAt: relation.read_began_at,
        goneAt: relation.gone_at,
        owner: relation.owner,
        costCentre: relation.cost_centre,
        busy: false,
      });
      const on = relation.read_began_at === null ? [] : permissionCodes.filter((_, bit) => (n >> bit) & 1);
      expect(row.on).toEqual(on);
      expect(row.unmapped).toBe(relation.read_began_at !== null && n % 25 === 0 ? 1 : 0);
      expect(row.readError?.code ?? null).toBe(n % 90 === 1 ? "InternalError" : null);
    }
    const members = stored.filter(({ counterpart, gone_at }) => counterpart !== "MASTER" && gone_at === null);
    const unowned = members.filter(({ owner }) => owner === "").length;
    expect(await list()).toMatchObject({ matching: 2_300, population: members.length, unowned, page: 1, pages: 46 });
  });

  it.each([
    ["a part of a Chinese name", "兰科", 255],
    ["a UID", "6210322125051610004", 1],
    ["a relation id", "7000000031", 1],
    ["an account name in any case", "MEMBER-2299@", 1],
    ["an umlaut in any case", "ÄPFEL & SÖHNE 1", 60],
    ["a percent sign and an underscore as themselves", "0%_s", 230],
    ["a backslash as itself", "back\\s", 230],
    ["full-width letters as plain ones", "full width", 230],
    ["what is nowhere", "%%%", 0],
  ])("finds %s", async (_, search, most) => {
    const { matching } = await list({ search });
    const wanted = stored.filter((row) => row.search.includes(searchNeedle(search))).length;
    expect(matching).toBe(wanted);
    expect(matching > 0).toBe(most > 0);
  });

  it("says neither held nor not held where nobody knows", async () => {
    const code = "FORBID_WITHDRAW_CASH";
    const held = await list({ held: [code] });
    const notHeld = await list({ notHeld: [code] });
    const unread = stored.filter((row) => row.read_began_at === null).length;
    const clouded = stored.filter(
      (row, n) => row.read_began_at !== null && n % 25 === 0 && ((n >> permissionCodes.indexOf(code)) & 1) === 0,
    ).length;
    expect(held.matching + notHeld.matching + unread + clouded).toBe(2_300);
  });

  it("gives the last page for one beyond the end, and one empty page when nothing fits", async () => {
    expect(await list({ page: 99 })).toMatchObject({ page: 46, pages: 46, rows: { length: 50 } });
    expect(await list({ search: "member-2299@", page: 7 })).toMatchObject({ page: 1, pages: 1, rows: { length: 1 } });
    expect(await list({ search: "nobody", page: 7 })).toMatchObject({ page: 1, pages: 1, matching: 0, rows: [] });
  });

  it("is what plain words say, for any view of it", async () => {
    const rows = [...(await everyRow()).values()];
    const anyQuery = fc.record({
      search: fc.constantFrom("", "", "example.com", "zeta", "1", "金", "member-1"),
      states: fc.subarray(states, { maxLength: 2 }),
      types: fc.subarray(["FinancialManagement", "FinancialTrusteeship"], { maxLength: 1 }),
      held: fc.subarray([...permissionCodes], { maxLength: 2 }),
      notHeld: fc.subarray([...permissionCodes], { maxLength: 1 }),
      changedSince: fc.constantFrom(null, null, at(-900)),
      notCheckedSince: fc.constantFrom(null, null, at(-300)),
      owner: fc.constantFrom("", "", "", "Ada Lovelace", "nobody"),
      unowned: fc.constantFrom(false, false, true),
      costCentre: fc.constantFrom("", "", "CC-1"),
      tag: fc.constantFrom("", "", "eu", "prod", "none"),
      sort: fc.constantFrom(...memberSorts),
      descending: fc.boolean(),
      page: fc.integer({ min: 1, max: 50 }),
      pageSize: fc.constantFrom(50, 100),
    });
    const hasBit = (n: number, code: (typeof permissionCodes)[number]) =>
      ((n >> permissionCodes.indexOf(code)) & 1) === 1;
    const anyScope = fc.constantFrom<MemberScope>(
      everyMember,
      { kind: "some", owners: ["Ada Lovelace", "nobody"], costCentres: [] },
      { kind: "some", owners: [], costCentres: ["CC-2"] },
      { kind: "some", owners: ["Zhang Wei"], costCentres: ["CC-1"] },
      { kind: "some", owners: [], costCentres: [] },
    );
    await fc.assert(
      fc.asyncProperty(anyQuery, anyScope, async (query, scope) => {
        const fitting = rows.filter(
          ({ row, stored: relation, n }) =>
            relation.search.includes(searchNeedle(query.search)) &&
            (query.states.length === 0 || query.states.includes(row.state)) &&
            (query.types.length === 0 || query.types.includes(row.type)) &&
            query.held.every((code) => row.on.includes(code)) &&
            query.notHeld.every((code) => row.checkedAt !== null && !hasBit(n, code) && row.unmapped === 0) &&
            isInScope(scope, row) &&
            (query.owner === "" || row.owner === query.owner) &&
            (!query.unowned || row.owner === "") &&
            (query.costCentre === "" || row.costCentre === query.costCentre) &&
            (query.tag === "" || tagsOf(n).includes(query.tag)) &&
            (query.changedSince === null || (relation.changed_at ?? "") >= query.changedSince) &&
            (query.notCheckedSince === null || (row.checkedAt ?? "") < query.notCheckedSince),
        );
        const compare = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
        const turn = query.descending ? -1 : 1;
        const ordered = fitting.toSorted((a, b) => {
          const [x, y] = [keyOf[query.sort](a), keyOf[query.sort](b)];
          if ((x === null) !== (y === null)) return x === null ? 1 : -1;
          return turn * (compare(x ?? "", y ?? "") || compare(numeric(a.row.relationId), numeric(b.row.relationId)));
        });
        const page = await list(query, scope);
        const pages = Math.max(1, Math.ceil(ordered.length / query.pageSize));
        const shown = Math.min(query.page, pages);
        expect(page).toMatchObject({ matching: ordered.length, pages, page: shown });
        expect(page.rows.map(({ relationId }) => relationId)).toEqual(
          ordered.slice((shown - 1) * query.pageSize, shown * query.pageSize).map(({ row }) => row.relationId),
        );
      }),
      { numRuns: 150 },
    );
  });

  it("is nobody's who has no right to the account", async () => {
    const stranger = office.context(office.actor("sam", ["viewer"], new Set()));
    await expect(listMembers(stranger, defaultMemberQuery)).rejects.toMatchObject({ code: "not_found" });
    const nobody = office.context(office.actor("nora", []));
    await expect(listMembers(nobody, defaultMemberQuery)).rejects.toMatchObject({ code: "forbidden" });
  });
});
