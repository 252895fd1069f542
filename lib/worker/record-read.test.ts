import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { canonicalJson } from "@/lib/domain/canonical-json";
import type { Instant } from "@/lib/domain/ids";
import type { ObservedRow } from "@/lib/domain/observed";
import {
  type PermissionRead,
  recordPermissionRead,
  recordPermissionReads,
  recordReadFailure,
} from "@/lib/worker/record-read";
import {
  at,
  member,
  openTempDesk,
  payer,
  relation,
  relationId,
  type TempDesk,
  uid,
} from "@/lib/worker/testing/temp-desk";

const settings = { visibilityLagMs: 10_000 };
const row = (rawCode: string, endTime: Instant | null = null): ObservedRow => ({
  rawCode,
  name: `${rawCode}\n`,
  startTime: at(-90_000),
  endTime,
  timesReadable: true,
});

interface Told {
  readonly rows?: readonly (string | ObservedRow)[];
  readonly state?: string;
  readonly type?: string;
  readonly masterId?: string;
  readonly memberId?: string;
  readonly took?: number;
}

function read(began: number, told: Told = {}, more: Partial<PermissionRead> = {}): PermissionRead {
  return {
    relationId: relation,
    answer: {
      masterId: uid(told.masterId ?? payer),
      memberId: uid(told.memberId ?? member),
      type: told.type ?? "FinancialManagement",
      state: told.state ?? "RELATED",
      setupTime: null,
      startTime: null,
      endTime: null,
      timesReadable: true,
      rows: (told.rows ?? []).map((entry) => (typeof entry === "string" ? row(entry) : entry)),
    },
    evidence: {
      beganAt: at(began),
      endedAt: at(began + (told.took ?? 0.2)),
      status: 200,
      code: "Success",
      message: null,
      requestId: `answer-${began}`,
      hostId: null,
      success: true,
    },
    generation: 0,
    cause: "sweep",
    operationId: null,
    ...more,
  };
}

let desk: TempDesk;
beforeEach(async () => {
  desk = await openTempDesk();
});
afterEach(() => desk.close());

const record = (one: PermissionRead) =>
  desk.database.transaction((tx) => recordPermissionRead(tx, payer, one, settings));
const relationNow = () =>
  desk.database.read.selectFrom("relation").selectAll().where("relation_id", "=", relation).executeTakeFirstOrThrow();
const currentCodes = async () =>
  (await desk.database.read.selectFrom("permission").selectAll().orderBy("position").execute()).map(
    (entry) => [entry.raw_code, entry.code] as const,
  );
const observations = () => desk.database.read.selectFrom("observation").selectAll().orderBy("began_at").execute();
const drift = async () =>
  (await desk.database.read.selectFrom("drift").selectAll().orderBy("found_at").execute()).map(
    ({ subject, code, raw_code, before, after, late_effect_of }) => ({
      subject,
      code,
      raw_code,
      before,
      after,
      late_effect_of,
    }),
  );
const withdraw = "FORBID_WITHDRAW_CASH";
const wentOn = {
  subject: "permission",
  code: withdraw,
  raw_code: "forbid_withdraw_cash",
  before: "off",
  after: "on",
  late_effect_of: null,
};
const wentOff = { ...wentOn, before: "on", after: "off" };

describe("a read that becomes current", () => {
  it("is the first set of a relation: rows in upstream's order, mapped and raw, and no drift", async () => {
    await desk.addRelation();
    const told = { rows: ["x_17", "allow_synchronize_finance_identity", "check_finance_info"] };
    expect(await record(read(1, told))).toEqual({ current: true, changed: true });
    expect(await currentCodes()).toEqual([
      ["x_17", null],
      ["allow_synchronize_finance_identity", "SYNCHRONIZE_FINANCE_IDENTITY"],
      ["check_finance_info", "CHECK_FINANCE_INFO"],
    ]);
    expect(await relationNow()).toMatchObject({
      read_began_at: at(1),
      read_ended_at: at(1.2),
      read_request_id: "answer-1",
      unmapped: 1,
      changed_at: null,
      read_error: null,
    });
    expect(await observations()).toMatchObject([{ current: 1, cause: "sweep", request_id: "answer-1" }]);
    expect(await drift()).toEqual([]);
  });

  it("moves only the age when nothing differs, and keeps a row when an operation asked", async () => {
    await desk.addRelation();
    await record(read(1, { rows: ["check_finance_info", "x_17"] }));
    expect(await record(read(2, { rows: ["x_17", "check_finance_info"] }))).toEqual({ current: true, changed: false });
    expect(await relationNow()).toMatchObject({ read_began_at: at(2), changed_at: null });
    expect(await observations()).toHaveLength(1);
    await record(read(3, { rows: ["x_17", "check_finance_info"] }, { cause: "pre_read", operationId: "o1" }));
    expect(await observations()).toMatchObject([{}, { cause: "pre_read", operation_id: "o1", current: 1 }]);
  });

  it("keeps what somebody else did as drift: codes, raw codes, times, state and type", async () => {
    await desk.addRelation();
    await record(read(1, { rows: ["check_finance_info", row("x_17")] }));
    const told = {
      rows: [row("check_finance_info", at(90_000)), row("forbid_withdraw_cash")],
      state: "CHANGE_CONFIRMING",
      type: "FinancialTrusteeship",
    };
    expect(await record(read(2, told))).toEqual({ current: true, changed: true });
    const found = await drift();
    expect(found).toHaveLength(5);
    expect(found).toEqual(
      expect.arrayContaining([
        wentOn,
        expect.objectContaining({ subject: "permission_times", code: "CHECK_FINANCE_INFO" }),
        expect.objectContaining({ subject: "permission", code: null, raw_code: "x_17", before: "on", after: "off" }),
        expect.objectContaining({ subject: "state", before: "RELATED", after: "CHANGE_CONFIRMING" }),
        expect.objectContaining({ subject: "type", before: "FinancialManagement", after: "FinancialTrusteeship" }),
      ]),
    );
    expect(await relationNow()).toMatchObject({
      state: "CHANGE_CONFIRMING",
      type: "FinancialTrusteeship",
      changed_at: at(2),
      state_began_at: at(2),
      unmapped: 0,
    });
  });

  it("takes an end that was announced as expected", async () => {
    await desk.addRelation();
    await record(read(1, { rows: [row("forbid_withdraw_cash", at(5))] }));
    expect(await record(read(9, { rows: [] }))).toEqual({ current: true, changed: false });
    expect(await drift()).toEqual([]);
    expect(await currentCodes()).toEqual([]);
  });

  it("leaves the state to a list page that was asked for later", async () => {
    await desk.addRelation({ state_began_at: at(30), state: "CONNECTION_CANCELED" });
    await record(read(20));
    expect(await relationNow()).toMatchObject({ state: "CONNECTION_CANCELED", state_began_at: at(30) });
    expect(await drift()).toEqual([]);
  });

  it("tells a state that a list page had told otherwise, with the first set too", async () => {
    await desk.addRelation();
    await record(read(1, { state: "CHANGE_CONFIRMING" }));
    expect(await drift()).toMatchObject([{ subject: "state", before: "RELATED", after: "CHANGE_CONFIRMING" }]);
  });

  it("takes the later of two reads that began in one millisecond", async () => {
    await desk.addRelation();
    await record(read(1, { took: 0.1 }));
    expect(await record(read(1, { rows: ["x_17"], took: 0.2 }))).toMatchObject({ current: true });
    expect(await record(read(1, { rows: [], took: 0.1 }))).toMatchObject({ current: false });
    expect(await currentCodes()).toEqual([["x_17", null]]);
  });

  it("knows the pairs that a calibration has proven", async () => {
    await desk.addRelation();
    await desk.database.transaction((tx) =>
      tx
        .insertInto("alias")
        .values({
          id: "a1",
          payer_uid: payer,
          raw_code: "x_17",
          code: withdraw,
          version: 1,
          calibration_id: null,
          person_id: "p1",
          created_at: at(0),
          removed_at: null,
        })
        .execute(),
    );
    await record(read(1, { rows: ["x_17"] }));
    expect(await currentCodes()).toEqual([["x_17", withdraw]]);
    expect(await relationNow()).toMatchObject({ unmapped: 0 });
  });
});

describe("a read that is history only", () => {
  it("began under an older generation", async () => {
    await desk.addRelation({ generation: 7 });
    expect(await record(read(1, { rows: ["x_17"] }, { generation: 6 }))).toEqual({ current: false, changed: false });
    expect(await relationNow()).toMatchObject({ read_began_at: null, read_digest: null });
    expect(await observations()).toMatchObject([{ current: 0 }]);
    expect(await record(read(2, {}, { generation: 7 }))).toMatchObject({ current: true });
  });

  it("began before the current set's", async () => {
    await desk.addRelation();
    await record(read(10, { rows: ["x_17"] }));
    expect(await record(read(9, { rows: [] }))).toEqual({ current: false, changed: false });
    expect(await currentCodes()).toEqual([["x_17", null]]);
    expect(await drift()).toEqual([]);
    expect(await observations()).toMatchObject([{ began_at: at(9), current: 0 }, { current: 1 }]);
  });

  it.each([
    ["another payer's", { masterId: "1234567890123456" }],
    ["another member's", { memberId: "6210322125051645961" }],
  ])("is %s, and the relation tells", async (_, told) => {
    await desk.addRelation();
    await record(read(1, { rows: ["x_17"] }));
    expect(await record(read(2, { ...told, rows: [] }))).toEqual({ current: false, changed: false });
    const { read_error, read_began_at } = await relationNow();
    expect(JSON.parse(read_error ?? "")).toEqual({ code: "identity_mismatch", requestId: "answer-2", at: at(2) });
    expect(read_began_at).toBe(at(1));
    expect(await currentCodes()).toEqual([["x_17", null]]);
    await record(read(3, { rows: ["x_17"] }));
    expect(await relationNow()).toMatchObject({ read_error: null });
  });

  it("is not the one of a management account, where this account is the member", async () => {
    await desk.addRelation({ counterpart: "MASTER" });
    expect(await record(read(1, { masterId: member, memberId: payer }))).toMatchObject({ current: true });
  });

  it("contradicts what was verified within the visibility lag; after it, the same read is drift", async () => {
    await desk.addRelation();
    await record(read(1, { rows: ["forbid_withdraw_cash"] }));
    const sent = { id: "o1", verb: "ADD", codes: [withdraw], state: "settled", outcome: "verified" } as const;
    await desk.addOperation({ ...sent, settledAt: at(2) });
    expect(await record(read(11.9, { rows: [] }))).toEqual({ current: false, changed: false });
    expect(await drift()).toEqual([]);
    expect(await relationNow()).toMatchObject({ read_began_at: at(1), changed_at: at(11.9) });
    expect(await record(read(12, { rows: [] }))).toEqual({ current: true, changed: true });
    expect(await drift()).toEqual([wentOff]);
  });

  it("contradicts a removal likewise, but not a newer operation on the code", async () => {
    await desk.addRelation();
    await record(read(1, { rows: [] }));
    await desk.addOperation({
      id: "o1",
      verb: "DELETE",
      codes: [withdraw],
      state: "settled",
      outcome: "verified",
      settledAt: at(2),
    });
    expect(await record(read(3, { rows: ["forbid_withdraw_cash"] }))).toMatchObject({ current: false });
    await desk.addOperation({ id: "o2", verb: "ADD", codes: [withdraw], state: "checking", sentAt: at(3.5) });
    expect(await record(read(4, { rows: ["forbid_withdraw_cash"] }))).toEqual({ current: true, changed: true });
    expect(await drift()).toEqual([]);
  });
});

describe("what an operation of ours explains", () => {
  it.each([
    "sending",
    "checking",
    "waiting_member",
    "unsettled",
    // A throttled request is queued again; it left, so its effect may show.
    "queued",
    "reading",
  ])("is the codes of one that was sent and is %s", async (state) => {
    await desk.addRelation();
    await record(read(1));
    await desk.addOperation({ id: "o1", verb: "ADD", codes: [withdraw], state });
    const told = { rows: ["forbid_withdraw_cash", "check_finance_info"], state: "CHANGE_CONFIRMING" };
    expect(await record(read(2, told))).toEqual({ current: true, changed: true });
    expect(await drift()).toMatchObject([{ code: "CHECK_FINANCE_INFO", before: "off", after: "on" }]);
    expect(await relationNow()).toMatchObject({ changed_at: at(2) });
  });

  it("is the state of an open one also when the set is as before", async () => {
    await desk.addRelation({ state: "CHANGE_CONFIRMING", state_began_at: at(1) });
    await record(read(0.5, { state: "RELATED" }));
    await desk.addOperation({ id: "o1", verb: "ADD", codes: [withdraw], state: "waiting_member" });
    await record(read(2, { state: "RELATED" }));
    expect(await drift()).toEqual([]);
    expect(await relationNow()).toMatchObject({ state: "RELATED", changed_at: at(2) });
  });

  it("is not that the member unlinks while one is open", async () => {
    await desk.addRelation({ state: "CHANGE_CONFIRMING", state_began_at: at(0) });
    await record(read(1, { state: "CHANGE_CONFIRMING" }));
    await desk.addOperation({ id: "o1", verb: "ADD", codes: [withdraw], state: "waiting_member" });
    await record(read(2, { state: "CONNECTION_CANCELED" }));
    expect(await drift()).toMatchObject([
      { subject: "state", before: "CHANGE_CONFIRMING", after: "CONNECTION_CANCELED", late_effect_of: null },
    ]);
  });

  it.each([
    ["queued", null],
    ["reading", null],
    ["settled", at(0.5)],
  ])("is nothing of one that is %s (sent: %s)", async (state, sentAt) => {
    await desk.addRelation();
    await record(read(1));
    await desk.addOperation({ id: "o1", verb: "ADD", codes: [withdraw], state, sentAt });
    await record(read(2, { rows: ["forbid_withdraw_cash"] }));
    expect(await drift()).toEqual([wentOn]);
  });

  it("is the one raw code that a calibration moves, and not two", async () => {
    await desk.addRelation();
    await record(read(1));
    const sent = { id: "o1", verb: "ADD", codes: [withdraw], state: "checking", purpose: "calibration" } as const;
    await desk.addOperation(sent);
    await record(read(2, { rows: ["x_17"] }));
    expect(await drift()).toEqual([]);
    await record(read(3, { rows: [] }));
    expect(await drift()).toMatchObject([{ raw_code: "x_17", after: "off" }]);
    await record(read(4, { rows: ["x_18", "x_19"] }));
    expect(await drift()).toHaveLength(3);
  });
});

describe("a late effect", () => {
  it.each(["no_effect", "refused", "not_confirmed", "declined_by_member"] as const)(
    "of a change that ended %s is kept as such, once",
    async (outcome) => {
      await desk.addRelation();
      await record(read(1));
      await desk.addOperation({
        id: "o1",
        verb: "ADD",
        codes: [withdraw, "CHECK_FINANCE_INFO"],
        state: "settled",
        outcome,
        settledAt: at(2),
      });
      await record(read(3, { rows: ["forbid_withdraw_cash"] }));
      expect(await drift()).toEqual([{ ...wentOn, late_effect_of: "o1" }]);
      const settlements = await desk.database.read.selectFrom("settlement").selectAll().execute();
      expect(settlements).toMatchObject([{ change_id: `o1-${withdraw}`, outcome, note: "late_effect", at: at(3) }]);
      const set = await desk.database.read.selectFrom("change_set").selectAll().executeTakeFirstOrThrow();
      expect(set.version).toBe(2);
      const audit = await desk.database.read.selectFrom("audit").selectAll().execute();
      expect(audit).toMatchObject([
        { action: "change.late_effect", entity: `change:o1-${withdraw}`, correlation_id: "correlation-o1" },
      ]);

      await record(read(4, { rows: [] }));
      await record(read(5, { rows: ["forbid_withdraw_cash"] }));
      expect(await drift()).toEqual([{ ...wentOn, late_effect_of: "o1" }, wentOff, wentOn]);
    },
  );

  it("is not one when it goes the other way, or when a newer operation had the code", async () => {
    await desk.addRelation();
    await record(read(1, { rows: ["forbid_withdraw_cash"] }));
    await desk.addOperation({
      id: "o1",
      verb: "ADD",
      codes: [withdraw],
      state: "settled",
      outcome: "no_effect",
      settledAt: at(1),
    });
    await record(read(2, { rows: [] }));
    await desk.addOperation({
      id: "o2",
      verb: "DELETE",
      codes: [withdraw],
      state: "settled",
      outcome: "verified",
      sentAt: at(2),
      settledAt: at(3),
    });
    await record(read(20, { rows: ["forbid_withdraw_cash"] }));
    expect(await drift()).toEqual([wentOff, wentOn]);
  });
});

describe("a failed read", () => {
  it("keeps the last good set and says why it is not newer", async () => {
    await desk.addRelation();
    await record(read(1, { rows: ["x_17"] }));
    const failure = { code: "InternalError", requestId: "r-9", at: at(5) };
    await desk.database.transaction((tx) => recordReadFailure(tx, payer, relation, failure));
    expect(JSON.parse((await relationNow()).read_error ?? "")).toEqual(failure);
    expect(await currentCodes()).toEqual([["x_17", null]]);
    await record(read(6, { rows: ["x_17"] }));
    expect(await relationNow()).toMatchObject({ read_error: null, read_began_at: at(6) });
    await desk.database.transaction((tx) => recordReadFailure(tx, payer, relation, failure));
    expect(await relationNow()).toMatchObject({ read_error: null });
  });
});

describe("several at once", () => {
  it("are answered in order, and an unknown relation takes none of them down half-way", async () => {
    const other = relationId("51464");
    await desk.addRelation();
    await desk.addRelation({ relation_id: other, generation: 3 });
    const reads = [read(1, { rows: ["x_17"] }, { relationId: other }), read(1, { rows: ["x_18"] })];
    expect(await desk.database.transaction((tx) => recordPermissionReads(tx, payer, reads, settings))).toEqual([
      { current: false, changed: false },
      { current: true, changed: true },
    ]);
    await expect(
      desk.database.transaction((tx) =>
        recordPermissionReads(tx, payer, [read(2), read(2, {}, { relationId: relationId("9") })], settings),
      ),
    ).rejects.toThrow("no relation 9");
    expect(await currentCodes()).toEqual([["x_18", null]]);
  });
});

describe("reads in any order of arrival", () => {
  it("leave the set of the one that began last under a generation that counts, and lose none", async () => {
    const anyRead = fc.record({
      began: fc.integer({ min: 1, max: 50 }),
      generation: fc.integer({ min: 0, max: 2 }),
      codes: fc.uniqueArray(fc.constantFrom("x_17", "check_finance_info", "forbid_withdraw_cash"), { maxLength: 3 }),
    });
    const arrivals = fc.uniqueArray(anyRead, { maxLength: 12, selector: ({ began }) => began });
    await fc.assert(
      fc.asyncProperty(arrivals, fc.integer({ min: 0, max: 2 }), async (reads, generation) => {
        const own = await openTempDesk();
        try {
          await own.addRelation({ generation });
          for (const one of reads) {
            const told = read(one.began, { rows: one.codes }, { generation: one.generation, operationId: "o1" });
            await own.database.transaction((tx) => recordPermissionRead(tx, payer, told, settings));
          }
          const counted = reads.filter((one) => one.generation >= generation);
          const last = counted.toSorted((a, b) => a.began - b.began).at(-1);
          const rows = await own.database.read
            .selectFrom("permission")
            .select("raw_code")
            .orderBy("position")
            .execute();
          // The order in which upstream lists the same set means nothing, and moves nothing.
          expect(rows.map(({ raw_code }) => raw_code).sort()).toEqual((last?.codes ?? []).toSorted());
          const kept = await own.database.read.selectFrom("observation").selectAll().execute();
          expect(kept).toHaveLength(reads.length);
          const newest = kept.filter(({ current }) => current === 1).sort((a, b) => (a.began_at < b.began_at ? 1 : -1));
          if (last) expect(newest[0]?.body).toContain(canonicalJson(last.codes.map((code) => row(code))));
        } finally {
          await own.close();
        }
      }),
      { numRuns: 25 },
    );
  });
});
