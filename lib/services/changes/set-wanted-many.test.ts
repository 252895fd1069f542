import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { replaceCurrentSets } from "@/lib/db/queries/current-sets";
import { listedColumns, saveRelations } from "@/lib/db/queries/relations";
import { relationRow } from "@/lib/db/testing/relation-row";
import { noon } from "@/lib/db/testing/temp-database";
import { instant, parseRelationId, type RelationId } from "@/lib/domain/ids";
import { defaultMemberQuery } from "@/lib/domain/member-query";
import { applyChangeSet } from "@/lib/services/changes/apply-change-set";
import { currentDraft, draftRelations, wantedInDraft } from "@/lib/services/changes/current-draft";
import { lookAgain } from "@/lib/services/changes/look-again";
import { setWanted, setWantedMany } from "@/lib/services/changes/set-wanted";
import { setRule } from "@/lib/services/settings/switches";
import { openTempOffice, type TempOffice } from "@/lib/services/testing/temp-office";

const id = (number: number): RelationId => {
  const parsed = parseRelationId(String(number));
  if (!parsed) throw new Error("not a relation id");
  return parsed;
};
const many = 250;
const all = Array.from({ length: many }, (_, index) => id(index + 1));
const code = "FORBID_WITHDRAW_CASH";

let office: TempOffice;
beforeEach(async () => {
  office = await openTempOffice();
  await office.addPerson("rita@example.com", ["requester"]);
  const rows = all.map((relationId, index) =>
    relationRow(office.payer, {
      relation_id: relationId,
      account_id: String(1_000 + index),
      // Every tenth is not in effect any more.
      state: index % 10 === 9 ? "CONNECTION_CANCELED" : "RELATED",
    }),
  );
  await office.database.transaction(async (tx) => {
    await saveRelations(tx, rows, listedColumns);
    await tx
      .updateTable("relation")
      .set({ read_began_at: instant(noon) })
      .execute();
    await tx.updateTable("account").set({ writes_on: 1 }).execute();
  });
});
afterEach(() => office.close());

const observed = (rawCode: string) => ({
  rawCode,
  name: "",
  startTime: null,
  endTime: null,
  timesReadable: true,
});
const rita = () => ({ ...office.context(office.actor("rita", ["requester"])), now: () => noon });
const wantMany = (of: Parameters<typeof setWantedMany>[1]["of"], wanted = true) =>
  setWantedMany(rita(), { of, code, wanted });

describe("wanting a code for many", () => {
  it("notes it for a whole view and counts what cannot be ticked", async () => {
    const { draft, ...counts } = await wantMany({ view: defaultMemberQuery });
    expect(counts).toEqual({ noted: 225, alreadySo: 0, blocked: 25 });
    expect(draft).toMatchObject({
      members: 225,
      dropped: 0,
      requests: 225,
      wanted: 225,
      changes: [{ code, direction: "add", risk: "low", count: 225 }],
    });
    expect(draft?.relations).toHaveLength(100);
    expect((await office.log()).at(-1)).toMatchObject({
      action: "draft.edited_many",
      detail: expect.stringContaining('"noted":225'),
    });
  });

  it("takes it out again for a selection, and leaves the draft when the last is out", async () => {
    await wantMany({ view: defaultMemberQuery });
    const half = all.slice(0, 100);
    const { draft, ...counts } = await wantMany({ relationIds: half }, false);
    expect(counts).toEqual({ noted: 0, alreadySo: 100, blocked: 0 });
    expect(draft?.members).toBe(135);
    expect((await wantMany({ relationIds: all }, false)).draft).toBeNull();
    expect(await currentDraft(rita())).toBeNull();
  });

  it("shows all its relations a page at a time, those that drop out first", async () => {
    await wantMany({ view: defaultMemberQuery });
    await office.database.transaction((tx) =>
      tx.updateTable("relation").set({ state: "CHANGE_CONFIRMING" }).where("relation_id", "=", id(207)).execute(),
    );
    const draft = await currentDraft(rita());
    expect(draft).toMatchObject({
      members: 224,
      dropped: 1,
      relations: { 0: { relationId: id(207), dropped: "stale" } },
    });
    const pages = await Promise.all([1, 2, 3, 4].map((page) => draftRelations(rita(), { page })));
    expect(pages.map(({ relations }) => relations.length)).toEqual([100, 100, 25, 0]);
    expect(new Set(pages.flatMap(({ relations }) => relations.map(({ relationId }) => relationId))).size).toBe(225);
    expect(pages[0]?.relations).toEqual(draft?.relations);
    expect(new Set(pages.map(({ hash }) => hash))).toEqual(new Set([draft?.hash]));
    expect(Object.keys((await wantedInDraft(rita()))?.wanted ?? {})).toHaveLength(225);
  });

  it("notes nothing at all where one relation is not there, or none is meant", async () => {
    await expect(wantMany({ relationIds: [...all, id(999)] })).rejects.toMatchObject({ code: "not_found" });
    await expect(wantMany({ relationIds: [] })).rejects.toMatchObject({ code: "bad_input" });
    await expect(wantMany({ view: { ...defaultMemberQuery, search: "nobody" } })).rejects.toMatchObject({
      code: "bad_input",
    });
    expect(await currentDraft(rita())).toBeNull();
    const viewer = office.context(office.actor("rita", ["viewer"]));
    const input = { of: { relationIds: all }, code, wanted: true } as const;
    await expect(setWantedMany(viewer, input)).rejects.toMatchObject({ code: "forbidden" });
  });

  it("does not call off already what was never read or what an unmapped code clouds", async () => {
    await office.database.transaction(async (tx) => {
      await tx.updateTable("relation").set({ read_began_at: null }).where("relation_id", "=", id(1)).execute();
      await replaceCurrentSets(tx, office.payer, new Map([[id(2), [observed("allow_odd")]]]), []);
    });
    const { draft: _, ...counts } = await wantMany({ relationIds: [id(1), id(2), id(3)] }, false);
    expect(counts).toEqual({ noted: 0, alreadySo: 1, blocked: 2 });
  });

  it("takes a wish back although its box cannot be ticked any more", async () => {
    await wantMany({ relationIds: [id(2), id(3)] });
    await office.database.transaction((tx) =>
      replaceCurrentSets(tx, office.payer, new Map([[id(2), [observed("allow_odd")]]]), []),
    );
    await setWanted(rita(), { relationId: id(2), code, wanted: false });
    expect(Object.keys((await wantedInDraft(rita()))?.wanted ?? {})).toEqual([id(3)]);
  });

  it("leaves a stale relation stale when another code of it is wanted, and says of what came true that it is so", async () => {
    await wantMany({ relationIds: [id(1), id(2)] });
    await office.database.transaction((tx) =>
      replaceCurrentSets(tx, office.payer, new Map([[id(1), [observed(code)]]]), []),
    );
    const other = { of: { relationIds: [id(1), id(2)] }, code: "CHECK_FINANCE_INFO", wanted: true } as const;
    expect((await setWantedMany(rita(), other)).draft).toMatchObject({
      members: 1,
      dropped: 1,
      relations: { 0: { relationId: id(1), dropped: "stale" } },
    });
    await lookAgain(rita(), { relationId: id(1) });
    const draft = await currentDraft(rita());
    expect(draft).toMatchObject({ members: 2, dropped: 0, wanted: 3 });
  });

  it("warns by the rules that are switched on, and a rule switched meanwhile is a plan to look at again", async () => {
    const risky = { relationIds: [id(1)] };
    await setWantedMany(rita(), { of: risky, code: "FORBID_MANAGE_INVOICE", wanted: true });
    const before = await currentDraft(rita());
    expect(before?.relations[0]?.warnings).toContain("nobody_left_to_invoice");
    const ada = office.context(office.actor("ada", ["administrator"]));
    await setRule(ada, { rule: "nobody_left_to_invoice", on: false });
    const after = await currentDraft(rita());
    expect(after?.relations[0]?.warnings).not.toContain("nobody_left_to_invoice");
    expect(after?.hash).not.toBe(before?.hash);
    const seen = { changeSetId: before?.id ?? "", planHash: before?.hash ?? "", reason: "agreed" };
    await expect(applyChangeSet(rita(), seen)).rejects.toMatchObject({ code: "stale_plan" });
  });

  it("applies as one change set whose every change has its operation, and the log names them all", async () => {
    await wantMany({ view: defaultMemberQuery });
    await setWanted(rita(), { relationId: id(1), code: "CHECK_FINANCE_INFO", wanted: true });
    const draft = await currentDraft(rita());
    const { changeSetId } = await applyChangeSet(rita(), {
      changeSetId: draft?.id ?? "",
      planHash: draft?.hash ?? "",
      reason: "agreed",
    });
    const changes = await office.database.read
      .selectFrom("change")
      .innerJoin("operation", "operation.id", "change.operation_id")
      .select(["change.relation_id", "change.code", "operation.relation_id as sent_for", "operation.codes"])
      .where("change.change_set_id", "=", changeSetId)
      .execute();
    expect(changes).toHaveLength(226);
    expect(changes.filter((change) => change.relation_id !== change.sent_for)).toEqual([]);
    expect(changes.filter((change) => !change.codes.includes(`"${change.code}"`))).toEqual([]);
    const rows = (await office.log()).filter(({ action }) => action === "change_set.planned");
    expect(rows).toHaveLength(3);
    expect(rows.flatMap(({ detail }) => JSON.parse(detail).relations)).toHaveLength(225);
  });
});
