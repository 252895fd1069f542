import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { insertAccountOperation } from "@/lib/db/queries/account-operations";
import { replaceCurrentSets } from "@/lib/db/queries/current-sets";
import { listedColumns, type RelationRow, saveRelations } from "@/lib/db/queries/relations";
import { refreshSummaries } from "@/lib/db/queries/set-summaries";
import { relationRow } from "@/lib/db/testing/relation-row";
import { noon } from "@/lib/db/testing/temp-database";
import { instant, later, parseRelationId, type RelationId } from "@/lib/domain/ids";
import { cellAt, cellBlock, rowBlock } from "@/lib/domain/matrix-cells";
import { defaultMemberQuery } from "@/lib/domain/member-query";
import { searchNeedle, searchText } from "@/lib/domain/member-search";
import { type PermissionCode, permissionCodes } from "@/lib/domain/permission-catalogue";
import type { MatrixRow } from "@/lib/domain/views/matrix";
import type { MemberQuery } from "@/lib/domain/views/member";
import { matrixRows } from "@/lib/services/matrix/matrix-rows";
import { matrixView } from "@/lib/services/matrix/matrix-view";
import { listMembers } from "@/lib/services/members/list-members";
import { relationView } from "@/lib/services/relations/relation-view";
import { openTempOffice, type TempOffice } from "@/lib/services/testing/temp-office";

const id = (text: string): RelationId => {
  const parsed = parseRelationId(text);
  if (!parsed) throw new Error(`not a relation id: ${text}`);
  return parsed;
};
const at = instant(noon);

/** One relation for everything that the matrix has to tell apart. */
const kinds: Readonly<Record<string, Partial<RelationRow>>> = {
  plain: {},
  never: { read_began_at: null },
  clouded: {},
  master: { counterpart: "MASTER" },
  gone: { gone_at: at },
  strange: { state: "SOMETHING_NEW" },
  canceled: { state: "CONNECTION_CANCELED" },
  ended: { end_time: later(at, -1) },
  confirming: { state: "CHANGE_CONFIRMING" },
  trusteeship: { type: "FinancialTrusteeship" },
  unlinking: {},
  linking: {},
  queued: {},
  reading: {},
  sending: {},
  checking: {},
  waiting_member: {},
  unsettled: {},
  refused: {},
  no_effect: {},
  declined_by_member: {},
  not_sent: {},
  cancelled: {},
  moot: {},
  retried: {},
  long_ago: {},
};
const names = Object.keys(kinds);
const relationOf = (kind: string): RelationId => id(String(names.indexOf(kind) + 1));

const [on, changed, beside] = ["CHECK_FINANCE_INFO", "FORBID_WITHDRAW_CASH", "MANAGE_TARGET_INVOICE"] as const;

let office: TempOffice;
beforeAll(async () => {
  office = await openTempOffice();
  await office.addPerson("rita@example.com", ["requester"]);
  const rows = names.map((kind, index) => {
    const named = { relation_id: String(index + 1), account_id: `62103221250516${10_000 + index}`, nickname: kind };
    const { relation_id: relationId, account_id: uid, nickname } = named;
    const accountName = `${kind}@Example.com`;
    const search = searchText({ nickname, accountName, uid, relationId });
    return relationRow(office.payer, {
      ...named,
      account_name: accountName,
      search,
      read_began_at: at,
      ...kinds[kind],
    });
  });
  await office.database.transaction(async (tx) => {
    await saveRelations(tx, rows, listedColumns);
    for (const { relation_id, read_began_at } of rows)
      await tx.updateTable("relation").set({ read_began_at }).where("relation_id", "=", relation_id).execute();
    await tx.updateTable("account").set({ writes_on: 1 }).execute();
    const set = (...rawCodes: readonly string[]) =>
      rawCodes.map((rawCode) => ({ rawCode, name: "", startTime: at, endTime: null, timesReadable: true }));
    const sets = new Map(
      names.map((kind) => {
        const more = kind === "clouded" ? ["x_17"] : kind === "moot" ? ["forbid_withdraw_cash"] : [];
        return [relationOf(kind), kind === "never" ? [] : set("check_finance_info", ...more)];
      }),
    );
    await replaceCurrentSets(tx, office.payer, sets, []);
    await refreshSummaries(tx, office.payer, names.filter((kind) => kind !== "never").map(relationOf), at);
  });
  for (const state of ["queued", "reading", "sending", "checking", "waiting_member"])
    await change(state, { state, outcome: state === "waiting_member" ? "awaiting_member" : null });
  await change("unsettled", { state: "unsettled", outcome: "not_confirmed" });
  for (const outcome of ["refused", "no_effect", "declined_by_member", "not_sent"]) await change(outcome, { outcome });
  await change("cancelled", { outcome: "not_sent", reason: "cancelled" });
  await change("moot", { outcome: "no_effect" });
  await change("retried", { outcome: "refused", daysAgo: 2 });
  await change("retried", { outcome: "verified", daysAgo: 1 });
  await change("long_ago", { outcome: "refused", daysAgo: 8 });
  await act("unlink", relationOf("unlinking"), null);
  await act("link", null, `62103221250516${10_000 + names.indexOf("linking")}`);
});
afterAll(() => office.close());

interface Ended {
  readonly state?: string;
  readonly outcome: string | null;
  readonly reason?: string;
  readonly daysAgo?: number;
}

/** An applied change set with one change that adds a code, and its operation as it stands. */
async function change(kind: string, { state = "settled", outcome, reason, daysAgo = 0 }: Ended): Promise<void> {
  const [setId, operationId] = [randomUUID(), randomUUID()];
  const relation = { payer_uid: office.payer, relation_id: relationOf(kind) };
  const appliedAt = later(at, -daysAgo * 86_400_000 - 1_000);
  await office.database.transaction(async (tx) => {
    await tx
      .insertInto("change_set")
      .values({
        ...{ id: setId, payer_uid: office.payer, purpose: "change", status: "done", person_id: "rita", reason: "" },
        ...{ plan_hash: "x", created_at: at, applied_at: appliedAt, stopped_at: null, version: 1 },
        approval_id: null,
        until: null,
        stop_reason: null,
        correlation_id: null,
      })
      .execute();
    await tx
      .insertInto("operation")
      .values({
        ...{ ...relation, id: operationId, change_set_id: setId, position: 0, verb: "ADD", codes: `["${changed}"]` },
        ...{ requires: "[]", expects: "{}", request_id: operationId, state, epoch: 0, created_at: at, expires_at: at },
        ...{ due_at: at, waiting: null, pre_read_error: null, first_sent_at: null, last_sent_at: null },
        ...{ answered_at: null, settles_at: at, waiting_since: null, absent_since: null, settled_at: null },
      })
      .execute();
    await tx
      .insertInto("change")
      .values({
        ...{ ...relation, id: randomUUID(), change_set_id: setId, code: changed, direction: "add", outcome },
        ...{ operation_id: operationId, reason: reason ?? null, read_at: null, cause_proven: 0, after: null },
      })
      .execute();
  });
}

const act = (kind: "unlink" | "link", relation_id: RelationId | null, member_uid: string | null) =>
  office.database.transaction(async (tx) => {
    const operation = randomUUID();
    await insertAccountOperation(tx, {
      ...{ id: operation, payer_uid: office.payer, kind, person_id: "rita", reason: "agreed", correlation_id: "c" },
      ...{ relation_id, member_uid, terms: "{}", sealed: null, masked_email: null, email_digest: null },
      ...{ request_id: operation, created_at: at, expires_at: at },
    });
    const sent = { state: "checking", first_sent_at: at };
    await tx.updateTable("account_operation").set(sent).where("id", "=", operation).execute();
  });

const rita = () => ({ ...office.context(office.actor("rita", ["requester"])), now: () => noon });
const view = (query: Partial<MemberQuery> = {}, most?: number) =>
  matrixView(rita(), { query: { ...defaultMemberQuery, ...query }, ...(most ? { most } : {}) });

async function rowOf(kind: string): Promise<MatrixRow> {
  const row = (await view()).rows.find(([, , nickname]) => nickname === kind);
  if (!row) throw new Error(`${kind} is not in the matrix`);
  return row;
}
const place = (code: PermissionCode): number => permissionCodes.indexOf(code);

describe("the matrix", () => {
  it("says of every code and box what the relation's own page says", async () => {
    const { rows } = await view();
    expect(rows.length).toBe(names.length);
    const seen = new Set<string | null>();
    for (const row of rows) {
      const { codes } = await relationView(rita(), { relationId: row[0] });
      const cells = codes.map((_, index) => [cellAt(row, index).status, cellBlock(row, index)]);
      expect({ [row[2]]: cells }).toEqual({ [row[2]]: codes.map(({ status, blocked }) => [status, blocked]) });
      for (const { blocked } of codes) seen.add(blocked);
    }
    // Both would agree on anything if nothing were blocked; writes are on, and the person may.
    expect(seen.size).toBe(11);
  });

  it("marks what is under way, cannot be told yet, or came to nothing, on the code that it is about", async () => {
    const marks = Object.fromEntries(
      await Promise.all(
        names.map(async (kind) => {
          const row = await rowOf(kind);
          expect(cellAt(row, place(on)).mark).toBe("none");
          expect(cellAt(row, place(beside)).mark).toBe("none");
          return [kind, cellAt(row, place(changed)).mark] as const;
        }),
      ),
    );
    expect(Object.fromEntries(Object.entries(marks).filter(([, mark]) => mark !== "none"))).toEqual({
      queued: "queued",
      reading: "queued",
      sending: "sending",
      checking: "checking",
      waiting_member: "waiting",
      unsettled: "unsettled",
      refused: "refused",
      no_effect: "no_effect",
      declined_by_member: "declined",
      not_sent: "not_sent",
    });
  });

  it("says when each was read, and puts those of another management account last", async () => {
    expect((await rowOf("plain"))[5]).toBe(noon / 1_000);
    expect((await rowOf("never"))[5]).toBe(0);
    for (const descending of [false, true]) {
      const { rows } = await view({ sort: "relation", descending });
      expect(rows.map(rowBlock).indexOf("master_counterpart")).toBe(names.length - 1);
    }
  });

  it("finds by the search text what a page with all rows finds by itself", async () => {
    const all = await view();
    for (const search of ["", "EXAMPLE.com", "6210322125051610003", "ended", "ｅｎｄｅｄ", "nobody", "1"]) {
      const needle = searchNeedle(search);
      const found = all.rows.filter(([relationId, uid, nickname, accountName]) =>
        searchText({ nickname, accountName, uid, relationId }).includes(needle),
      );
      expect((await view({ search })).rows).toEqual(found);
      expect((await listMembers(rita(), { ...defaultMemberQuery, search })).matching).toBe(found.length);
    }
  });

  it("gives the first rows and the number of all for a first paint, in the list's order", async () => {
    const first = await view({}, 3);
    const { rows } = await view();
    expect(first).toEqual({ rows: rows.slice(0, 3), matching: names.length, population: names.length - 2 });
    expect((await view({ held: [changed] })).rows.map(([, , nickname]) => nickname)).toEqual(["moot"]);
  });

  it("gives some rows by their ids, as they stand in the whole", async () => {
    const some = [relationOf("queued"), relationOf("refused"), relationOf("queued")];
    const rows = await matrixRows(rita(), { relationIds: some });
    expect(rows.toSorted(([a], [b]) => Number(a) - Number(b))).toEqual([await rowOf("queued"), await rowOf("refused")]);
    await expect(matrixRows(rita(), { relationIds: [] })).rejects.toMatchObject({ code: "bad_input" });
    await expect(matrixRows(rita(), { relationIds: [id("999")] })).rejects.toMatchObject({ code: "not_found" });
  });
});
