import { afterEach, beforeEach, expect, it } from "vitest";
import type { Tx } from "@/lib/db/database";
import { relationRow } from "@/lib/db/testing/relation-row";
import { noon } from "@/lib/db/testing/temp-database";
import { instant, parseRelationId, parseUid, type RelationId } from "@/lib/domain/ids";
import type { PermissionCode } from "@/lib/domain/permission-catalogue";
import { changeSetView } from "@/lib/services/changes/change-set-view";
import { queueOperations } from "@/lib/services/changes/queue-operations";
import { openTempOffice, type TempOffice } from "@/lib/services/testing/temp-office";

const at = instant(noon);
const member = parseUid("6210322125051645960");

let office: TempOffice;
beforeEach(async () => {
  office = await openTempOffice();
  await office.addPerson("ruth@example.com", ["requester"]);
});
afterEach(() => office.close());

const idOf = (text: string): RelationId => {
  const id = parseRelationId(text);
  if (!id) throw new Error(`not a relation id: ${text}`);
  return id;
};

const applied = (tx: Tx) =>
  tx
    .insertInto("change_set")
    .values({
      id: "set",
      payer_uid: office.payer,
      purpose: "change",
      status: "applying",
      person_id: "ruth",
      reason: "agreed with the member",
      plan_hash: null,
      created_at: at,
      applied_at: at,
      stopped_at: null,
      correlation_id: "c",
      version: 1,
      approval_id: null,
      until: null,
      stop_reason: null,
    })
    .execute();

/** Adds of these codes on a relation, each list one operation with one attempt; its changes with one settlement. */
async function sent(tx: Tx, relation: string, lists: readonly (readonly PermissionCode[])[]): Promise<void> {
  const relationId = idOf(relation);
  if (!member) throw new Error("not a UID");
  await tx
    .insertInto("relation")
    .values(relationRow(office.payer, { relation_id: relationId }))
    .execute();
  const codes = lists.flat();
  await tx
    .insertInto("change")
    .values(
      codes.map((code) => ({
        id: `${relation} ${code}`,
        change_set_id: "set",
        payer_uid: office.payer,
        relation_id: relationId,
        code,
        direction: "add",
        operation_id: null,
        outcome: null,
        reason: null,
        read_at: null,
        cause_proven: 0,
        after: null,
      })),
    )
    .execute();
  await queueOperations(tx, { payer: office.payer, changeSetId: "set", at }, [
    {
      expects: {
        relationId,
        masterId: office.payer,
        memberId: member,
        type: "FinancialManagement",
        state: "RELATED",
        on: [],
        unmapped: [],
      },
      operations: lists.map((list) => ({ verb: "ADD", codes: list, requires: [] })),
    },
  ]);
  const operations = await tx
    .selectFrom("operation")
    .select(["id", "position"])
    .where("relation_id", "=", relationId)
    .execute();
  for (const { id, position } of operations)
    await tx
      .insertInto("attempt")
      .values({
        id,
        operation_id: id,
        number: 1,
        epoch: 1,
        before: JSON.stringify({ endedAt: at, on: [] }),
        sent_at: at,
        answered_at: at,
        answer: "accepted",
        ambiguity: null,
        status: 200,
        code: "200",
        message: `${relation} ${position}`,
        success: 1,
        request_id_answered: null,
        host_id: null,
      })
      .execute();
  for (const code of codes)
    await tx
      .insertInto("settlement")
      .values({
        id: `${relation} ${code}`,
        change_id: `${relation} ${code}`,
        at,
        outcome: "not_confirmed",
        reason: null,
        note: null,
      })
      .execute();
}

const viewed = () => changeSetView(office.context(office.actor("ruth", ["requester"])), { changeSetId: "set" });

it("lists relations by their number, then requests in their order, then codes as in the catalogue", async () => {
  await office.database.transaction(async (tx) => {
    await applied(tx);
    await sent(tx, "51470", [["CHECK_FINANCE_INFO"]]);
    await sent(tx, "9007", [
      ["FORBID_MANAGE_INVOICE", "FORBID_WITHDRAW_CASH"],
      ["CHECK_TARGET_CONSUMPTION", "SYNCHRONIZE_FINANCE_IDENTITY"],
    ]);
    await sent(tx, "51463", [["CHECK_FINANCE_INFO"]]);
  });
  const { receipts } = await viewed();
  expect(receipts.map(({ changeId }) => changeId)).toEqual([
    "9007 FORBID_WITHDRAW_CASH",
    "9007 FORBID_MANAGE_INVOICE",
    "9007 SYNCHRONIZE_FINANCE_IDENTITY",
    "9007 CHECK_TARGET_CONSUMPTION",
    "51463 CHECK_FINANCE_INFO",
    "51470 CHECK_FINANCE_INFO",
  ]);
});

it("gives each receipt the answers of its own request, and its own settlements", async () => {
  await office.database.transaction(async (tx) => {
    await applied(tx);
    await sent(tx, "7", [["FORBID_WITHDRAW_CASH"], ["CHECK_FINANCE_INFO"]]);
    await sent(tx, "8", [["FORBID_WITHDRAW_CASH"]]);
  });
  const { receipts } = await viewed();
  expect(receipts.map((receipt) => receipt.attempts.map(({ message }) => message))).toEqual([
    ["7 0"],
    ["7 1"],
    ["8 0"],
  ]);
  expect(receipts.map(({ settlements }) => settlements.length)).toEqual([1, 1, 1]);
});
