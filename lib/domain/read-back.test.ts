import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Instant, instant, parseRelationId, parseUid } from "@/lib/domain/ids";
import type { ObservedRow } from "@/lib/domain/observed";
import { holdsAlready, isAsPlanned, judge, type Reading, readingOf, type Sent } from "@/lib/domain/read-back";

const relationId = parseRelationId("51463");
const masterId = parseUid("1990699401005016");
const memberId = parseUid("6210322125051645960");
if (!relationId || !masterId || !memberId) throw new Error("ids");

const now = instant(Date.parse("2026-11-22T12:00:00Z"));
const row = (rawCode: string, times: Partial<ObservedRow> = {}): ObservedRow => ({
  rawCode,
  name: rawCode,
  startTime: "2021-03-02T15:12:00.000Z" as Instant,
  endTime: null,
  timesReadable: true,
  ...times,
});
const reading = (rows: readonly ObservedRow[], state = "RELATED"): Reading =>
  readingOf({ relationId, masterId, memberId, type: "FinancialManagement", state, rows }, [], now);

const add: Sent = { verb: "ADD", codes: ["FORBID_WITHDRAW_CASH"], watch: null };
const remove: Sent = { verb: "DELETE", codes: ["FORBID_WITHDRAW_CASH"], watch: null };
const sightIn = (sent: Sent, before: Reading, after: Reading) => {
  const judgement = judge(sent, before, after);
  return judgement.kind === "read" ? judgement.sights.get("FORBID_WITHDRAW_CASH") : judgement.kind;
};

describe("a read after a write", () => {
  it("shows an added code, and not one that has ended or not begun", () => {
    expect(sightIn(add, reading([]), reading([row("forbid_withdraw_cash")]))).toBe("shown");
    const ended = row("forbid_withdraw_cash", { endTime: "2026-11-22T11:59:00.000Z" as Instant });
    expect(sightIn(add, reading([]), reading([ended]))).toBe("absent");
    const future = row("forbid_withdraw_cash", { startTime: "2027-01-01T00:00:00.000Z" as Instant });
    expect(sightIn(add, reading([]), reading([future]))).toBe("absent");
  });

  it("proves a removal only when the code was seen on before and nothing unmapped moved", () => {
    const on = reading([row("forbid_withdraw_cash")]);
    expect(sightIn(remove, on, reading([]))).toBe("shown");
    expect(sightIn(remove, reading([]), reading([]))).toBe("unclear");
    expect(sightIn(remove, on, reading([row("p_1007")]))).toBe("unclear");
    expect(sightIn(remove, on, on)).toBe("absent");
  });

  it("proves a removal beside an unmapped code that stays as it was, and not where the code's own time cannot be read", () => {
    const on = reading([row("forbid_withdraw_cash"), row("p_1007")]);
    expect(sightIn(remove, on, reading([row("p_1007")]))).toBe("shown");
    expect(sightIn(remove, on, reading([row("p_1007"), row("p_1008")]))).toBe("unclear");
    expect(sightIn(remove, on, reading([]))).toBe("unclear");
    const odd = row("forbid_withdraw_cash", { timesReadable: false });
    expect(sightIn(remove, on, reading([odd, row("p_1007")]))).toBe("unclear");
    expect(sightIn(add, reading([row("p_1007")]), reading([row("p_1007")]))).toBe("unclear");
  });

  it("does not count when it is about other accounts", () => {
    const other = { ...reading([row("forbid_withdraw_cash")]), memberId: masterId };
    expect(sightIn(add, reading([]), other)).toBe("does_not_count");
  });

  it("lets the state win over the codes", () => {
    const changing = reading([row("forbid_withdraw_cash")], "CHANGE_CONFIRMING");
    expect(sightIn(add, reading([]), changing)).toBe("waiting_for_member");
    expect(sightIn(add, reading([]), reading([], "CONNECTION_CANCELED"))).toBe("relation_ended");
    expect(sightIn(add, reading([]), reading([], "SOMETHING_NEW"))).toBe("does_not_count");
  });

  it("watches raw codes while calibrating: exactly one may appear, just the proposed one may vanish", () => {
    const watching: Sent = { ...add, watch: { proposedRaw: null } };
    expect(sightIn(watching, reading([]), reading([row("p_1007")]))).toBe("shown");
    expect(sightIn(watching, reading([]), reading([row("p_1007"), row("p_1008")]))).toBe("unclear");
    expect(sightIn(watching, reading([]), reading([]))).toBe("absent");
    const back: Sent = { ...remove, watch: { proposedRaw: "p_1007" } };
    expect(sightIn(back, reading([row("p_1007"), row("p_1008")]), reading([row("p_1008")]))).toBe("shown");
    expect(sightIn(back, reading([row("p_1007"), row("p_1008")]), reading([row("p_1007")]))).toBe("unclear");
  });
});

describe("a pre-read", () => {
  it("finds what holds already", () => {
    const planned = reading([]);
    expect(holdsAlready(add, reading([row("forbid_withdraw_cash")]), planned)).toBe(true);
    expect(holdsAlready(remove, reading([]), planned)).toBe(true);
    expect(holdsAlready(remove, reading([row("p_1007")]), planned)).toBe(false);
    expect(holdsAlready(add, reading([row("forbid_withdraw_cash")], "CHANGE_CONFIRMING"), planned)).toBe(false);
    const elsewhere = { ...reading([row("forbid_withdraw_cash")]), memberId: masterId };
    expect(holdsAlready(add, elsewhere, planned)).toBe(false);
  });

  it("is as planned only when set, unmapped codes, state, type and UIDs are", () => {
    const rows = fc.subarray(["forbid_withdraw_cash", "check_finance_info", "p_1007", "p_1008"]);
    fc.assert(
      fc.property(rows, rows, (planned, found) => {
        const expected = reading(planned.map((raw) => row(raw)));
        expect(isAsPlanned(reading(found.map((raw) => row(raw))), expected)).toBe(planned.join() === found.join());
      }),
    );
    expect(isAsPlanned(reading([], "CHANGE_CONFIRMING"), reading([]))).toBe(false);
    expect(isAsPlanned({ ...reading([]), type: "FinancialTrusteeship" }, reading([]))).toBe(false);
    expect(isAsPlanned({ ...reading([]), memberId: masterId }, reading([]))).toBe(false);
  });
});
