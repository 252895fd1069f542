import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { insertAccountOperation } from "@/lib/db/queries/account-operations";
import { listedColumns, saveRelations } from "@/lib/db/queries/relations";
import { relationRow } from "@/lib/db/testing/relation-row";
import { checkNow } from "@/lib/services/members/check-now";
import { openTempOffice, type TempOffice } from "@/lib/services/testing/temp-office";

let office: TempOffice;
beforeEach(async () => {
  office = await openTempOffice();
  const rows = [
    relationRow(office.payer, { relation_id: "1" }),
    relationRow(office.payer, { relation_id: "2" }),
    relationRow("1000000000000001", { relation_id: "3" }),
  ];
  await office.database.transaction((tx) => saveRelations(tx, rows, listedColumns));
});
afterEach(() => office.close());

const requester = () => office.context(office.actor("rita", ["requester"]));
const requests = () => office.database.read.selectFrom("check_request").selectAll().orderBy("relation_id").execute();

describe("check now", () => {
  it("asks for each relation once, says so in the log and wakes the worker", async () => {
    expect(await checkNow(requester(), { relationIds: ["2", "1", "2"] })).toEqual({ queued: 2 });
    expect(await requests()).toMatchObject([
      { relation_id: "1", person_id: "rita", payer_uid: office.payer, done_at: null },
      { relation_id: "2", done_at: null },
    ]);
    expect(await office.log()).toMatchObject([{ action: "member.check", personId: "rita", outcome: "done" }]);
    expect((await office.log())[0]?.detail).toContain('["1","2"]');
    expect(office.wakes.count).toBe(1);
  });

  it.each([
    ["another account's", "3"],
    ["one that is none", "999"],
    ["what is no id at all", "1 or 1=1"],
  ])("takes nothing with %s among them", async (_, other) => {
    await expect(checkNow(requester(), { relationIds: ["1", other] })).rejects.toMatchObject({ code: "not_found" });
    expect(await requests()).toEqual([]);
    expect(await office.log()).toEqual([]);
    expect(office.wakes.count).toBe(0);
  });

  it.each([
    ["none", []],
    ["more than 500", Array.from({ length: 501 }, (_, n) => String(n + 1))],
  ])("refuses %s", async (_, relationIds) => {
    await expect(checkNow(requester(), { relationIds })).rejects.toMatchObject({ code: "bad_input" });
  });

  it("has what waits for its member on them looked at again, and nothing else", async () => {
    const [soon, late] = ["2026-11-22T00:00:00.000Z", "2999-01-01T00:00:00.000Z"] as const;
    const ask = (id: string, relationId: string, state: string) =>
      office.database.transaction(async (tx) => {
        await insertAccountOperation(tx, {
          ...{ id, payer_uid: office.payer, kind: "unlink", person_id: "rita", reason: "agreed", correlation_id: id },
          ...{ relation_id: relationId, member_uid: "7", terms: "{}", sealed: null, masked_email: null },
          ...{ email_digest: null, request_id: id, created_at: soon, expires_at: late },
        });
        await tx.updateTable("account_operation").set({ state, due_at: late }).where("id", "=", id).execute();
      });
    const context = requester();
    await ask("waits", "1", "waiting_member");
    await ask("asked of another", "2", "waiting_member");
    await ask("settled", "1", "settled");
    await checkNow(context, { relationIds: ["1"] });
    const due = await office.database.read.selectFrom("account_operation").select(["id", "due_at"]).execute();
    expect(due.filter(({ due_at }) => due_at < late).map(({ id }) => id)).toEqual(["waits"]);
  });

  it("is not for a viewer, nor for somebody of another account", async () => {
    const viewer = office.context(office.actor("vera", ["viewer", "auditor"]));
    await expect(checkNow(viewer, { relationIds: ["1"] })).rejects.toMatchObject({ code: "forbidden" });
    const stranger = office.context(office.actor("sam", ["requester"], new Set()));
    await expect(checkNow(stranger, { relationIds: ["1"] })).rejects.toMatchObject({ code: "not_found" });
    expect(await requests()).toEqual([]);
  });
});
