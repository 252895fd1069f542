import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ListedRelation } from "@/lib/bss/gateway";
import { type ListedPage, recordRelationPage } from "@/lib/worker/record-page";
import { at, member, openTempDesk, payer, relation, type TempDesk, uid } from "@/lib/worker/testing/temp-desk";

let desk: TempDesk;
beforeEach(async () => {
  desk = await openTempDesk();
});
afterEach(() => desk.close());

const listed = (more: Partial<ListedRelation> = {}): ListedRelation => ({
  relationId: relation,
  accountId: member,
  accountName: "jinlan@example",
  nickname: "金兰",
  counterpart: "MEMBER",
  type: "FinancialManagement",
  state: "RELATED",
  setupTime: at(-90_000),
  startTime: at(-90_000),
  endTime: null,
  timesReadable: true,
  ...more,
});
const record = (rows: readonly ListedRelation[], page: Partial<ListedPage> = {}) =>
  desk.database.transaction((tx) =>
    recordRelationPage(tx, payer, {
      rows,
      beganAt: at(10),
      generation: 0,
      sweepId: "s1",
      populationKnown: true,
      ...page,
    }),
  );
const stored = () => desk.database.read.selectFrom("relation").selectAll().execute();
const drift = async () =>
  (await desk.database.read.selectFrom("drift").selectAll().execute()).map(
    ({ subject, before, after }) => `${subject}: ${before} → ${after}`,
  );

describe("a page of the list", () => {
  it("brings a relation: exact ids, names, times, a text to search", async () => {
    await record([listed({ nickname: "ＡＢＣ 金兰" }), listed({ nickname: "ＡＢＣ 金兰" })]);
    expect(await stored()).toMatchObject([
      {
        account_id: "6210322125051645960",
        state: "RELATED",
        first_seen_at: at(10),
        listed_sweep_id: "s1",
        changed_at: at(10),
        read_began_at: null,
        search: "abc 金兰\njinlan@example\n6210322125051645960\n51463",
      },
    ]);
    expect(await drift()).toEqual(["listed: unlisted → listed"]);
  });

  it("is no news while the population is not known yet", async () => {
    await record([listed()], { populationKnown: false });
    expect(await stored()).toMatchObject([{ changed_at: null }]);
    expect(await drift()).toEqual([]);
  });

  it("tells what differs, field by field", async () => {
    await desk.addRelation();
    const other = { accountId: uid("6210322125051645961"), counterpart: "MASTER", type: "FinancialTrusteeship" };
    await record([listed({ ...other, nickname: "兰", accountName: "x", state: "REJECTED", endTime: at(5) })]);
    expect((await drift()).sort()).toEqual([
      "account_name: jinlan@example → x",
      "counterpart: MEMBER → MASTER",
      `end_time: null → ${at(5)}`,
      "nickname: 金兰 → 兰",
      "state: RELATED → REJECTED",
      "type: FinancialManagement → FinancialTrusteeship",
      "uid: 6210322125051645960 → 6210322125051645961",
    ]);
    expect(await stored()).toMatchObject([{ changed_at: at(10), account_id: other.accountId, state: "REJECTED" }]);
  });

  it("moves only the mark that it was listed when nothing differs", async () => {
    await desk.addRelation({ read_began_at: at(3), read_digest: "d" });
    await record([listed()]);
    expect(await stored()).toMatchObject([
      { listed_at: at(10), listed_sweep_id: "s1", changed_at: null, read_began_at: at(3), read_digest: "d" },
    ]);
    expect(await drift()).toEqual([]);
  });

  it.each([
    ["was asked for before an operation was claimed", { generation: 4 }, { generation: 5 }],
    ["was asked for before the last read of it", {}, { state_began_at: at(11) }],
  ])("leaves state and type alone when it %s, and still lists it", async (_, page, relationNow) => {
    await desk.addRelation({ state: "CHANGE_CONFIRMING", ...relationNow });
    await record([listed({ state: "RELATED", nickname: "兰" })], page);
    expect(await stored()).toMatchObject([{ state: "CHANGE_CONFIRMING", nickname: "兰", listed_sweep_id: "s1" }]);
    expect(await drift()).toEqual(["nickname: 金兰 → 兰"]);
  });

  it("says nothing when a later page was there first", async () => {
    await desk.addRelation({ listed_at: at(20), listed_sweep_id: "s2" });
    await record([listed({ nickname: "兰" })]);
    expect(await stored()).toMatchObject([{ nickname: "金兰", listed_sweep_id: "s2" }]);
  });

  it("takes a state that an open operation of ours brings as ours", async () => {
    await desk.addRelation();
    await desk.addOperation({ id: "o1", verb: "ADD", codes: ["CHECK_FINANCE_INFO"], state: "waiting_member" });
    await record([listed({ state: "CHANGE_CONFIRMING" })]);
    expect(await drift()).toEqual([]);
    expect(await stored()).toMatchObject([{ state: "CHANGE_CONFIRMING", changed_at: at(10) }]);
  });

  it("takes back a relation that was gone", async () => {
    await desk.addRelation({ gone_at: at(-5) });
    await record([listed()]);
    expect(await stored()).toMatchObject([{ gone_at: null, changed_at: at(10) }]);
    expect(await drift()).toEqual(["listed: unlisted → listed"]);
  });
});
