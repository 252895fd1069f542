import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { replaceCurrentSets } from "@/lib/db/queries/current-sets";
import { listedColumns, saveRelations } from "@/lib/db/queries/relations";
import { relationRow } from "@/lib/db/testing/relation-row";
import { noon } from "@/lib/db/testing/temp-database";
import { instant, parseRelationId, type RelationId } from "@/lib/domain/ids";
import { currentDraft } from "@/lib/services/changes/current-draft";
import { lookAgain } from "@/lib/services/changes/look-again";
import { setWanted } from "@/lib/services/changes/set-wanted";
import { takeOut } from "@/lib/services/changes/take-out";
import { openTempOffice, type TempOffice } from "@/lib/services/testing/temp-office";

const id = (text: string): RelationId => {
  const parsed = parseRelationId(text);
  if (!parsed) throw new Error(`not a relation id: ${text}`);
  return parsed;
};
const [first, second, foreign] = [id("1"), id("2"), id("3")];
const at = instant(noon);

let office: TempOffice;
beforeEach(async () => {
  office = await openTempOffice();
  await office.addPerson("rita@example.com", ["requester"]);
  await office.addPerson("remo@example.com", ["requester"]);
  const rows = [
    relationRow(office.payer, { relation_id: first, account_id: "11", read_began_at: at }),
    relationRow(office.payer, { relation_id: second, account_id: "12", read_began_at: at }),
    relationRow("1000000000000001", { relation_id: foreign }),
  ];
  await office.database.transaction(async (tx) => {
    await saveRelations(tx, rows, listedColumns);
    await tx.updateTable("relation").set({ read_began_at: at }).execute();
    await tx.updateTable("account").set({ writes_on: 1 }).execute();
  });
  for (const relationId of [first, second])
    for (const code of ["FORBID_WITHDRAW_CASH", "CHECK_FINANCE_INFO"] as const)
      await setWanted(rita(), { relationId, code, wanted: true });
});
afterEach(() => office.close());

const rita = () => office.context(office.actor("rita", ["requester"]));
const remo = () => office.context(office.actor("remo", ["requester"]));
const codes = async () =>
  (await currentDraft(rita()))?.relations.map(({ relationId, dropped, changes }) => [
    relationId,
    dropped,
    changes.map(({ code }) => code),
  ]);

/** Somebody else turns one on, and a read finds it. */
const isNowOn = (relationId: RelationId, rawCode: string) =>
  office.database.transaction((tx) =>
    replaceCurrentSets(
      tx,
      office.payer,
      new Map([[relationId, [{ rawCode, name: "", startTime: null, endTime: null, timesReadable: true }]]]),
      [],
    ),
  );

describe("look again", () => {
  it("plans one relation on what is so now, drops what holds already and leaves the others stale", async () => {
    await isNowOn(first, "CHECK_FINANCE_INFO");
    await isNowOn(second, "CHECK_FINANCE_INFO");
    expect((await codes())?.map(([, dropped]) => dropped)).toEqual(["stale", "stale"]);
    await lookAgain(rita(), { relationId: first });
    expect(await codes()).toEqual([
      [second, "stale", ["FORBID_WITHDRAW_CASH"]],
      [first, null, ["FORBID_WITHDRAW_CASH"]],
    ]);
    expect((await office.log()).at(-1)).toMatchObject({ action: "draft.rebased", entity: "relation:1" });
  });
});

describe("take out", () => {
  it("takes one relation out, and discards the draft with the last", async () => {
    await takeOut(rita(), { relationId: first });
    expect(await codes()).toMatchObject([[second, null, { length: 2 }]]);
    expect((await office.log()).at(-1)).toMatchObject({ action: "draft.taken_out", entity: "relation:1" });
    expect(await takeOut(rita(), { relationId: second })).toBeNull();
    expect(await currentDraft(rita())).toBeNull();
  });
});

describe.each([
  ["look again", lookAgain],
  ["take out", takeOut],
])("%s", (_, verb) => {
  it("is for one's own draft alone", async () => {
    const before = await office.log();
    await expect(verb(rita(), { relationId: foreign })).rejects.toMatchObject({ code: "not_found" });
    await expect(verb(remo(), { relationId: first })).rejects.toMatchObject({ code: "not_found" });
    const viewer = office.context(office.actor("rita", ["viewer"]));
    await expect(verb(viewer, { relationId: first })).rejects.toMatchObject({ code: "forbidden" });
    expect(await office.log()).toEqual(before);
    expect(await codes()).toHaveLength(2);
  });
});
