import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ownStatusOf, permissionDifferences } from "@/lib/domain/drift";
import { type Instant, instant } from "@/lib/domain/ids";
import { observationDigest } from "@/lib/domain/observation-digest";
import type { ObservedRow } from "@/lib/domain/observed";
import { permissionCodes } from "@/lib/domain/permission-catalogue";

const at = (hour: number): Instant => instant(Date.UTC(2026, 10, 22, hour));
const row = (rawCode: string, startTime: Instant | null = null, endTime: Instant | null = null): ObservedRow => ({
  rawCode,
  name: "",
  startTime,
  endTime,
  timesReadable: true,
});
const between = (before: readonly ObservedRow[], after: readonly ObservedRow[]) =>
  permissionDifferences(before, after, [], at(12));

describe("permissionDifferences", () => {
  it("tells a code that went on, and one that went off by being gone or by an end", () => {
    expect(between([], [row("forbid_withdraw_cash")])).toEqual([
      {
        subject: "permission",
        code: "FORBID_WITHDRAW_CASH",
        rawCode: "forbid_withdraw_cash",
        before: "off",
        after: "on",
      },
    ]);
    expect(between([row("check_finance_info")], [])).toMatchObject([{ before: "on", after: "off" }]);
    expect(between([row("check_finance_info")], [row("check_finance_info", null, at(11))])).toMatchObject([
      { subject: "permission", before: "on", after: "off" },
    ]);
  });

  it("takes an announced start or end as no difference, listed or not", () => {
    expect(between([row("a", null, at(11))], [row("a", null, at(11))])).toEqual([]);
    expect(between([row("a", null, at(11))], [])).toEqual([]);
    expect(between([row("a", at(11))], [row("a", at(11))])).toEqual([]);
  });

  it("tells an announced start that did not come", () => {
    expect(between([row("a", at(11))], [])).toMatchObject([
      { subject: "permission", rawCode: "a", before: "on", after: "off" },
    ]);
  });

  it("tells times that changed while the status did not", () => {
    expect(between([row("a")], [row("a", null, at(20))])).toEqual([
      {
        subject: "permission_times",
        code: null,
        rawCode: "a",
        before: "../..",
        after: "../2026-11-22T20:00:00.000Z",
      },
    ]);
    expect(between([], [row("a", at(9), at(10))])).toMatchObject([{ subject: "permission_times", before: null }]);
    expect(between([], [row("a", at(15))])).toMatchObject([{ subject: "permission_times", before: null }]);
  });

  it("tells an unmapped code alone, not the seven that it clouds", () => {
    expect(between([row("check_finance_info")], [row("check_finance_info"), row("x_17")])).toMatchObject([
      { code: null, rawCode: "x_17", before: "off", after: "on" },
    ]);
  });

  it("reads both sides by the same aliases, so that a new one makes no difference", () => {
    const aliases = [{ rawCode: "x_17", code: "CHECK_FINANCE_INFO" }] as const;
    expect(permissionDifferences([row("x_17")], [row("check_finance_info")], aliases, at(12))).toEqual([]);
  });

  it("tells a time that became unreadable", () => {
    expect(between([row("a")], [{ ...row("a"), timesReadable: false }])).toMatchObject([
      { subject: "permission", before: "on", after: "unknown" },
    ]);
  });
});

const anyTime = fc.option(fc.integer({ min: 8, max: 16 }).map(at), { nil: null });
const anyRow = fc
  .record({
    rawCode: fc.constantFrom("x_17", "x_18", ...permissionCodes.map((code) => code.toLowerCase())),
    name: fc.constantFrom("", "name\n"),
    startTime: anyTime,
    endTime: anyTime,
    timesReadable: fc.boolean(),
  })
  .map((value): ObservedRow => value);
const anyRows = fc.array(anyRow, { maxLength: 12 });

describe("any two sets", () => {
  it("have the digest and no differences when they differ in order only", () => {
    fc.assert(
      fc.property(anyRows, fc.infiniteStream(fc.nat()), (rows, keys) => {
        const shuffled = rows
          .map((value) => ({ value, key: keys.next().value }))
          .sort((a, b) => a.key - b.key)
          .map(({ value }) => value);
        const digest = (list: readonly ObservedRow[]) => observationDigest({ rows: list, type: "t", state: "s" });
        expect(digest(shuffled)).toBe(digest(rows));
        expect(between(rows, shuffled)).toEqual([]);
      }),
    );
  });

  it("differ in a code's status exactly where a difference says so", () => {
    fc.assert(
      fc.property(anyRows, anyRows, (before, after) => {
        const differences = between(before, after);
        for (const code of permissionCodes) {
          const statuses = [before, after].map((rows) => ownStatusOf(rows, [], code, at(12)));
          const told = differences.find((entry) => entry.subject === "permission" && entry.code === code);
          expect(told ? [told.before, told.after] : null).toEqual(statuses[0] === statuses[1] ? null : statuses);
        }
      }),
    );
  });

  it("differ both ways or not at all, but for rows that are over", () => {
    fc.assert(
      fc.property(anyRows, anyRows, (before, after) => {
        const isOver = (value: ObservedRow) => value.endTime !== null && value.endTime <= at(12);
        const [a, b] = [before.filter((value) => !isOver(value)), after.filter((value) => !isOver(value))];
        const mirrored = between(b, a).map((entry) => ({ ...entry, before: entry.after, after: entry.before }));
        const bare = (list: readonly object[]) =>
          list.map((entry) => JSON.stringify({ ...entry, rawCode: null })).sort();
        expect(bare(mirrored)).toEqual(bare(between(a, b)));
      }),
    );
  });
});
