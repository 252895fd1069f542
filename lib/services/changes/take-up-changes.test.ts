import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { replaceCurrentSets } from "@/lib/db/queries/current-sets";
import { listedColumns, saveRelations } from "@/lib/db/queries/relations";
import { relationRow } from "@/lib/db/testing/relation-row";
import { noon } from "@/lib/db/testing/temp-database";
import { instant, parseRelationId, type RelationId } from "@/lib/domain/ids";
import type { PermissionCode } from "@/lib/domain/permission-catalogue";
import { currentDraft } from "@/lib/services/changes/current-draft";
import { setWanted } from "@/lib/services/changes/set-wanted";
import { takeUpChanges } from "@/lib/services/changes/take-up-changes";
import { openTempOffice, type TempOffice } from "@/lib/services/testing/temp-office";

const id = (text: string): RelationId => {
  const parsed = parseRelationId(text);
  if (!parsed) throw new Error(`not a relation id: ${text}`);
  return parsed;
};
const [first, second] = [id("1"), id("2")];
const at = instant(noon);

let office: TempOffice;
beforeEach(async () => {
  office = await openTempOffice();
  await office.addPerson("rita@example.com", ["requester"]);
  const rows = [
    relationRow(office.payer, { relation_id: first, account_id: "11" }),
    relationRow(office.payer, { relation_id: second, account_id: "12" }),
  ];
  await office.database.transaction(async (tx) => {
    await saveRelations(tx, rows, listedColumns);
    await tx.updateTable("relation").set({ read_began_at: at }).execute();
    await tx.updateTable("account").set({ writes_on: 1 }).execute();
  });
});
afterEach(() => office.close());

const rita = () => office.context(office.actor("rita", ["requester"]));

/** A change set that was applied, with these changes as they ended. */
async function applied(
  changes: readonly (readonly [RelationId, PermissionCode, "add" | "remove", string])[],
  purpose = "change",
  until: string | null = null,
): Promise<string> {
  const setId = randomUUID();
  await office.database.transaction(async (tx) => {
    await tx
      .insertInto("change_set")
      .values({
        ...{ id: setId, payer_uid: office.payer, purpose, status: "done", person_id: "rita", reason: "agreed" },
        ...{ plan_hash: "x", created_at: at, applied_at: at, stopped_at: null, correlation_id: null },
        version: 1,
        approval_id: null,
        until,
        stop_reason: null,
      })
      .execute();
    for (const [relation_id, code, direction, outcome] of changes)
      await tx
        .insertInto("change")
        .values({
          ...{ id: randomUUID(), change_set_id: setId, payer_uid: office.payer, relation_id, code, direction, outcome },
          ...{ operation_id: null, reason: null, read_at: null, cause_proven: 0, after: null },
        })
        .execute();
  });
  return setId;
}

const isOn = (relationId: RelationId, ...rawCodes: readonly string[]) =>
  office.database.transaction((tx) =>
    replaceCurrentSets(
      tx,
      office.payer,
      new Map([
        [
          relationId,
          rawCodes.map((rawCode) => ({ rawCode, name: "", startTime: at, endTime: null, timesReadable: true })),
        ],
      ]),
      [],
    ),
  );

const pending = async () =>
  (await currentDraft(rita()))?.relations.map(({ relationId, changes }) => [
    relationId,
    changes.map(({ code, direction }) => `${direction} ${code}`),
  ]) ?? null;

describe("retry", () => {
  it("takes up what was not sent or had no effect, as it is today, and nothing else", async () => {
    const changeSetId = await applied([
      [first, "FORBID_WITHDRAW_CASH", "add", "not_sent"],
      [first, "CHECK_FINANCE_INFO", "add", "verified"],
      [first, "MANAGE_TARGET_INVOICE", "add", "not_confirmed"],
      [second, "CHECK_FINANCE_INFO", "add", "no_effect"],
      [second, "CHECK_TARGET_CONSUMPTION", "add", "refused"],
    ]);
    // Somebody else has done it meanwhile.
    await isOn(second, "CHECK_FINANCE_INFO");
    expect(await takeUpChanges(rita(), { changeSetId, how: "retry" })).toEqual({ noted: 1, alreadySo: 1, blocked: 0 });
    expect(await pending()).toEqual([[first, ["add FORBID_WITHDRAW_CASH"]]]);
    expect((await office.log()).at(-1)).toMatchObject({
      action: "draft.taken_up",
      entity: `change_set:${changeSetId}`,
    });
  });

  it("adds to what is pending already", async () => {
    await setWanted(rita(), { relationId: first, code: "CHECK_FINANCE_INFO", wanted: true });
    const changeSetId = await applied([[first, "FORBID_WITHDRAW_CASH", "add", "not_sent"]]);
    await takeUpChanges(rita(), { changeSetId, how: "retry" });
    expect(await pending()).toEqual([[first, ["add CHECK_FINANCE_INFO", "add FORBID_WITHDRAW_CASH"]]]);
  });

  it("says what cannot be changed now, and leaves no draft behind for it", async () => {
    const changeSetId = await applied([[first, "FORBID_WITHDRAW_CASH", "add", "not_sent"]]);
    await office.database.transaction((tx) => tx.updateTable("relation").set({ state: "CHANGE_CONFIRMING" }).execute());
    expect(await takeUpChanges(rita(), { changeSetId, how: "retry" })).toEqual({ noted: 0, alreadySo: 0, blocked: 1 });
    expect(await pending()).toBeNull();
  });
});

describe("the end of a set", () => {
  const inAnHour = instant(Date.now() + 3_600_000);

  it("comes along when it is tried again and the end lies ahead", async () => {
    const change = [first, "FORBID_WITHDRAW_CASH", "add", "not_sent"] as const;
    await takeUpChanges(rita(), { changeSetId: await applied([change], "change", at), how: "retry" });
    expect(await currentDraft(rita())).toMatchObject({ until: null });
    await takeUpChanges(rita(), { changeSetId: await applied([change], "change", inAnHour), how: "retry" });
    expect(await currentDraft(rita())).toMatchObject({ until: inAnHour });
  });

  it("does not come along when it is undone", async () => {
    await isOn(first, "CHECK_FINANCE_INFO");
    const changeSetId = await applied([[first, "CHECK_FINANCE_INFO", "add", "verified"]], "change", inAnHour);
    await takeUpChanges(rita(), { changeSetId, how: "undo" });
    expect(await currentDraft(rita())).toMatchObject({ until: null });
  });
});

describe("undo", () => {
  it("is the reverse of what was verified, against today", async () => {
    const changeSetId = await applied([
      [first, "CHECK_FINANCE_INFO", "add", "verified"],
      [first, "FORBID_WITHDRAW_CASH", "remove", "verified"],
      [second, "CHECK_FINANCE_INFO", "add", "verified"],
      [second, "FORBID_WITHDRAW_CASH", "add", "not_sent"],
    ]);
    await isOn(first, "CHECK_FINANCE_INFO");
    expect(await takeUpChanges(rita(), { changeSetId, how: "undo" })).toEqual({ noted: 2, alreadySo: 1, blocked: 0 });
    expect(await pending()).toEqual([[first, ["remove CHECK_FINANCE_INFO", "add FORBID_WITHDRAW_CASH"]]]);
  });
});

describe("neither", () => {
  it.each([
    ["of a calibration", [first, "FORBID_WITHDRAW_CASH", "add", "not_sent"], "calibration"],
    ["where nothing of the kind is", [first, "FORBID_WITHDRAW_CASH", "add", "refused"], "change"],
  ] as const)("%s", async (_, change, purpose) => {
    const changeSetId = await applied([change], purpose);
    await expect(takeUpChanges(rita(), { changeSetId, how: "retry" })).rejects.toMatchObject({ code: "conflict" });
    await expect(takeUpChanges(rita(), { changeSetId, how: "undo" })).rejects.toMatchObject({ code: "conflict" });
  });

  it("for who may not ask for changes", async () => {
    const changeSetId = await applied([[first, "FORBID_WITHDRAW_CASH", "add", "not_sent"]]);
    const viewer = office.context(office.actor("vera", ["viewer"]));
    await expect(takeUpChanges(viewer, { changeSetId, how: "retry" })).rejects.toMatchObject({ code: "forbidden" });
  });
});
