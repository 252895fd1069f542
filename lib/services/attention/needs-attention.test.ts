import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { replaceCurrentSets } from "@/lib/db/queries/current-sets";
import { insertDrift } from "@/lib/db/queries/observations";
import { listedColumns, saveRelations } from "@/lib/db/queries/relations";
import { relationRow } from "@/lib/db/testing/relation-row";
import { noon } from "@/lib/db/testing/temp-database";
import { type Instant, instant, parseRelationId, type RelationId } from "@/lib/domain/ids";
import { isAnythingWaiting } from "@/lib/domain/views/attention";
import { markDriftSeen } from "@/lib/services/attention/mark-drift-seen";
import { needsAttention } from "@/lib/services/attention/needs-attention";
import { applyChangeSet } from "@/lib/services/changes/apply-change-set";
import { currentDraft } from "@/lib/services/changes/current-draft";
import { setWanted } from "@/lib/services/changes/set-wanted";
import { openTempOffice, type TempOffice } from "@/lib/services/testing/temp-office";

const id = (text: string): RelationId => {
  const parsed = parseRelationId(text);
  if (!parsed) throw new Error(`not a relation id: ${text}`);
  return parsed;
};
const [first, second, invited] = [id("1"), id("2"), id("3")];
const days = (count: number): Instant => instant(noon + count * 86_400_000);

let office: TempOffice;
beforeEach(async () => {
  office = await openTempOffice();
  await office.addPerson("rita@example.com", ["requester"]);
  const rows = [
    relationRow(office.payer, { relation_id: first, account_id: "11", nickname: "Alpha" }),
    relationRow(office.payer, { relation_id: second, account_id: "12", nickname: "Beta" }),
  ];
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

const as = (role: "requester" | "viewer", now: Instant = instant(noon)) => ({
  ...office.context(office.actor("rita", [role])),
  now: () => Date.parse(now),
});
const well = { sweepFailure: null, accountProblem: null };
const look = (now?: Instant) => needsAttention(as("viewer", now));

/** A change that was sent, whose operation then stands so. */
async function changed(relationId: RelationId, values: { readonly state: string } & Record<string, unknown>) {
  await setWanted(as("requester"), { relationId, code: "FORBID_WITHDRAW_CASH", wanted: true });
  const draft = await currentDraft(as("requester"));
  const seen = { changeSetId: draft?.id ?? "", planHash: draft?.hash ?? "", reason: "agreed" };
  const { changeSetId } = await applyChangeSet(as("requester"), seen);
  await office.database.transaction((tx) =>
    tx.updateTable("operation").set(values).where("change_set_id", "=", changeSetId).execute(),
  );
  return changeSetId;
}

const drift = (relationId: RelationId, foundAt: Instant) =>
  office.database.transaction((tx) =>
    insertDrift(tx, office.payer, [
      {
        relationId,
        foundAt,
        difference: {
          ...{ subject: "permission", code: "CHECK_FINANCE_INFO", rawCode: "CHECK_FINANCE_INFO" },
          ...{ before: "off", after: "on", cause: { kind: "outside" } },
        },
      },
    ]),
  );

describe("what needs attention", () => {
  it("is nothing on a quiet account", async () => {
    const { at: _, ...piles } = await look();
    expect(Object.values(piles)).toEqual(Object.values(piles).map(() => ({ items: [], count: 0 })));
    expect(isAnythingWaiting(await look(), well)).toBe(false);
    const failure = { code: "Throttling.User", requestId: null };
    expect(isAnythingWaiting(await look(), { ...well, sweepFailure: failure })).toBe(true);
  });

  it("has who waits for the member, by age, and says when three days are over", async () => {
    const changeSetId = await changed(first, { state: "waiting_member", waiting_since: instant(noon) });
    const { waiting } = await look(days(2));
    expect(waiting).toMatchObject({
      count: 1,
      items: [
        {
          ...{ changeSetId, relationId: first, uid: "11", name: "Alpha", verb: "ADD", overdue: false },
          ...{ codes: ["FORBID_WITHDRAW_CASH"], owner: "rita@example.com", since: instant(noon) },
        },
      ],
    });
    expect((await look(days(3.1))).waiting.items[0]).toMatchObject({ overdue: true });
    expect(isAnythingWaiting(await look(), well)).toBe(true);
  });

  it("has what is not confirmed, and until when it may still take effect", async () => {
    await changed(second, { state: "unsettled", last_sent_at: instant(noon), settles_at: days(1) });
    expect((await look()).unconfirmed).toMatchObject({
      count: 1,
      items: [{ relationId: second, name: "Beta", since: instant(noon), settlesAt: days(1) }],
    });
    expect((await look()).waiting.count).toBe(0);
  });

  it("has raw codes that nobody knows, and invitations with whose turn it is", async () => {
    await office.database.transaction(async (tx) => {
      const rows = [
        relationRow(office.payer, { relation_id: invited, account_id: "13", state: "CONFIRMING" }),
        relationRow(office.payer, {
          relation_id: id("4"),
          account_id: "14",
          state: "CONFIRMING",
          counterpart: "MASTER",
        }),
      ];
      await saveRelations(tx, rows, listedColumns);
      const row = { rawCode: "allow_odd", name: "Odd\n", startTime: null, endTime: null, timesReadable: true };
      await replaceCurrentSets(
        tx,
        office.payer,
        new Map([
          [first, [row]],
          [second, [row]],
        ]),
        [],
      );
    });
    const { unmapped, invitations } = await look();
    expect(unmapped).toEqual({
      count: 1,
      items: [{ rawCode: "allow_odd", name: "Odd", relations: 2, relationId: first }],
    });
    expect(invitations.items.map(({ relationId, turn }) => [relationId, turn])).toEqual([
      [invited, "member"],
      ["4", "us"],
    ]);
  });

  it("has what changed outside until somebody has looked; what is found later comes back", async () => {
    await drift(first, days(0));
    await drift(first, days(1));
    await drift(second, days(1));
    const { drift: found } = await look(days(2));
    expect(found).toMatchObject({
      count: 2,
      items: [
        { relationId: first, differences: 2, late: 0, foundAt: days(1) },
        { relationId: second, differences: 1 },
      ],
    });
    expect(await markDriftSeen(as("requester", days(2)), { relationId: first, until: days(2) })).toEqual({
      relations: 1,
    });
    expect((await look(days(2))).drift.items).toMatchObject([{ relationId: second }]);
    await drift(first, days(3));
    expect((await look(days(3))).drift).toMatchObject({ count: 2, items: [{ relationId: first, differences: 1 }, {}] });
    expect(await markDriftSeen(as("requester", days(4)), { relationId: null, until: days(4) })).toEqual({
      relations: 2,
    });
    expect((await look(days(4))).drift.count).toBe(0);
    expect((await office.log()).at(-1)).toMatchObject({ action: "drift.seen", outcome: "done" });
  });

  it("takes no mark for what was not there yet, from a viewer, or where there is nothing to see", async () => {
    await drift(first, days(2));
    const mark = (role: "requester" | "viewer", relationId: RelationId) =>
      markDriftSeen(as(role, days(3)), { relationId, until: days(1) });
    await expect(mark("requester", first)).rejects.toMatchObject({ code: "not_found" });
    await expect(mark("requester", second)).rejects.toMatchObject({ code: "not_found" });
    await expect(mark("viewer", first)).rejects.toMatchObject({ code: "forbidden" });
    // A page from the future cannot have seen what is found after now.
    await markDriftSeen(as("requester", days(3)), { relationId: first, until: days(9) });
    await drift(first, days(4));
    expect((await look(days(5))).drift.count).toBe(1);
  });
});
