import { afterEach, beforeEach, expect, it } from "vitest";
import { replaceCurrentSets } from "@/lib/db/queries/current-sets";
import { remapPermissions } from "@/lib/db/queries/remap-permissions";
import { refreshSummaries, turnedRelations } from "@/lib/db/queries/set-summaries";
import { relationRow } from "@/lib/db/testing/relation-row";
import { noon, openTempDatabase, type TempDatabase } from "@/lib/db/testing/temp-database";
import { instant, parseRelationId, type RelationId } from "@/lib/domain/ids";
import { codeBit } from "@/lib/domain/set-summary";

const ban = "FORBID_WITHDRAW_CASH";
const at = instant(noon);
const later = instant(noon + 1);

let temp: TempDatabase;
beforeEach(async () => {
  temp = await openTempDatabase();
});
afterEach(() => temp.close());

const idOf = (text: string): RelationId => {
  const id = parseRelationId(text);
  if (!id) throw new Error(`not a relation id: ${text}`);
  return id;
};

/** Relations with these raw codes on, mapped and summed up without any alias. */
const hold = (sets: Readonly<Record<string, readonly string[]>>): Promise<void> =>
  temp.database.transaction(async (tx) => {
    const ids = Object.keys(sets).map(idOf);
    await tx
      .insertInto("relation")
      .values(ids.map((id) => relationRow(temp.payer, { relation_id: id, account_id: `9${id}` })))
      .execute();
    const rows = new Map(
      Object.entries(sets).map(([id, raw]) => [
        idOf(id),
        raw.map((rawCode) => ({ rawCode, name: "x", startTime: null, endTime: null, timesReadable: true })),
      ]),
    );
    await replaceCurrentSets(tx, temp.payer, rows, []);
    await refreshSummaries(tx, temp.payer, ids, at);
  });

const prove = (rawCode: string): Promise<void> =>
  temp.database.transaction(async (tx) => {
    await tx
      .insertInto("alias")
      .values({
        id: rawCode,
        payer_uid: temp.payer,
        raw_code: rawCode,
        code: ban,
        version: 1,
        calibration_id: null,
        person_id: "p1",
        created_at: at,
        removed_at: null,
      })
      .execute();
    await remapPermissions(tx, temp.payer, [rawCode], later);
  });

const due = () => turnedRelations(temp.database.read, temp.payer, later, 10);

it("maps the raw code wherever it stands, with blanks around it too, and lets others be", async () => {
  await hold({ "1": ["x_17"], "2": ["check_finance_info", "x_17\n"], "3": ["x_18"] });
  await prove("x_17");
  const rows = await temp.database.read
    .selectFrom("permission")
    .select(["relation_id", "raw_code", "code"])
    .orderBy("relation_id")
    .orderBy("position")
    .execute();
  expect(rows.map(({ relation_id, raw_code, code }) => [relation_id, raw_code, code])).toEqual([
    ["1", "x_17", ban],
    ["2", "check_finance_info", "CHECK_FINANCE_INFO"],
    ["2", "x_17\n", ban],
    ["3", "x_18", null],
  ]);
});

it("has summed up again what carries the code, and what an unmapped one clouds; nothing else", async () => {
  await hold({ "1": ["x_17"], "2": ["x_18"], "3": ["check_finance_info"], "4": [] });
  await prove("x_17");
  expect([...(await due())].sort()).toEqual(["1", "2"]);
  await temp.database.transaction(async (tx) => refreshSummaries(tx, temp.payer, ["1", "2"].map(idOf), later));
  expect(await due()).toEqual([]);
  const summaries = await temp.database.read
    .selectFrom("relation")
    .select(["relation_id", "unmapped", "held", "unknown"])
    .where("relation_id", "in", ["1", "2"])
    .orderBy("relation_id")
    .execute();
  expect(summaries[0]).toMatchObject({ unmapped: 0, held: codeBit(ban), unknown: 0 });
  // The twin of the proven code is known to be absent here; the others may still be the unmapped one.
  expect(summaries[1]).toMatchObject({ unmapped: 1, held: 0 });
  expect((summaries[1]?.unknown ?? 0) & codeBit(ban)).toBe(0);
});

it("takes a pair back", async () => {
  await hold({ "1": ["x_17"] });
  await prove("x_17");
  await temp.database.transaction(async (tx) => {
    await tx.updateTable("alias").set({ removed_at: later }).execute();
    await remapPermissions(tx, temp.payer, ["x_17"], later);
  });
  expect(await temp.database.read.selectFrom("permission").select("code").execute()).toEqual([{ code: null }]);
});
