import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { instant } from "@/lib/domain/ids";
import {
  defaultMemberQuery,
  isNarrowed,
  memberPageSizes,
  memberParams,
  memberQueryString,
  readMemberQuery,
} from "@/lib/domain/member-query";
import { permissionCodes } from "@/lib/domain/permission-catalogue";
import { relationStates, relationTypes } from "@/lib/domain/relation-state";
import { type MemberQuery, memberSorts } from "@/lib/domain/views/member";

const read = (text: string) => readMemberQuery(new URLSearchParams(text));

const queries = fc
  .record({
    search: fc.string({ maxLength: 60, unit: "grapheme" }).map((text) => text.trim()),
    states: fc.subarray([...relationStates, "A_STATE_NOBODY_KNOWS"]),
    types: fc.subarray([...relationTypes]),
    asked: fc.array(fc.constantFrom("held", "lacks", "either"), { minLength: 7, maxLength: 7 }),
    changedSince: fc.option(fc.integer({ min: 0, max: 4e12 }).map(instant)),
    notCheckedSince: fc.option(fc.integer({ min: 0, max: 4e12 }).map(instant)),
    owner: fc.constantFrom("", "Ada Lovelace", "Doe, Jane", "张伟", "a&b=c?d#e+f"),
    unowned: fc.boolean(),
    costCentre: fc.constantFrom("", "CC 1", "1,2"),
    tag: fc.constantFrom("", "eu", "two words"),
    sort: fc.constantFrom(...memberSorts),
    descending: fc.boolean(),
    page: fc.integer({ min: 1, max: 1_000_000 }),
    pageSize: fc.constantFrom(...memberPageSizes),
  })
  .map(
    ({ asked, ...rest }): MemberQuery => ({
      ...rest,
      unowned: rest.unowned && rest.owner === "",
      held: permissionCodes.filter((_, index) => asked[index] === "held"),
      notHeld: permissionCodes.filter((_, index) => asked[index] === "lacks"),
    }),
  );

describe("a view of the members list in the URL", () => {
  test("a link is a view: what is written is read again, with nothing left out", () => {
    fc.assert(
      fc.property(queries, (query) => {
        expect(read(memberQueryString(query))).toEqual({ query, dropped: [] });
      }),
    );
  });

  test("any URL gives a view, and nothing that was understood is named as left out", () => {
    const parts = fc.array(fc.tuple(fc.constantFrom(...memberParams, "other"), fc.string({ unit: "grapheme" })));
    fc.assert(
      fc.property(parts, (pairs) => {
        const { query } = readMemberQuery(new URLSearchParams(pairs));
        expect(read(memberQueryString(query))).toEqual({ query, dropped: [] });
      }),
    );
  });

  test("the plain list has a plain address", () => {
    expect(memberQueryString(defaultMemberQuery)).toBe("");
    expect(read("")).toEqual({ query: defaultMemberQuery, dropped: [] });
  });

  test("bad values are dropped and named, the rest stands", () => {
    const { query, dropped } = read(
      "q=acme&state=RELATED,%3Cb%3E&held=FORBID_WITHDRAW_CASH,allow_check&sort=-weather&page=0&size=7&changed=yesterday",
    );
    expect(query).toEqual({
      ...defaultMemberQuery,
      search: "acme",
      states: ["RELATED"],
      held: ["FORBID_WITHDRAW_CASH"],
    });
    expect(dropped).toEqual([
      { name: "held", value: "allow_check" },
      { name: "sort", value: "-weather" },
      { name: "state", value: "<b>" },
      { name: "changed", value: "yesterday" },
      { name: "page", value: "0" },
      { name: "size", value: "7" },
    ]);
  });

  test("a code cannot be held and not held: the second is named as left out", () => {
    const { query, dropped } = read("held=CHECK_FINANCE_INFO&lacks=CHECK_FINANCE_INFO,FORBID_MANAGE_INVOICE");
    expect(query.held).toEqual(["CHECK_FINANCE_INFO"]);
    expect(query.notHeld).toEqual(["FORBID_MANAGE_INVOICE"]);
    expect(dropped).toEqual([{ name: "lacks", value: "CHECK_FINANCE_INFO" }]);
  });

  test("lists may be repeated as well as separated by commas; of a repeated single value the first counts", () => {
    const { query, dropped } = read("state=RELATED&state=CONFIRMING,RELATED&page=2&page=3");
    expect(query.states).toEqual(["RELATED", "CONFIRMING"]);
    expect(query.page).toBe(2);
    expect(dropped).toEqual([{ name: "page", value: "3" }]);
  });

  test("a state nobody knows is asked for as it is", () => {
    expect(read("state=FROZEN_BY_MOON").query.states).toEqual(["FROZEN_BY_MOON"]);
  });

  test("a time with an offset is the same moment in UTC, also when its plus sign was not escaped", () => {
    expect(read("changed=2026-11-01T08:00:00%2B08:00").query.changedSince).toBe("2026-11-01T00:00:00.000Z");
    expect(read("changed=2026-11-01T08:00:00+08:00").query.changedSince).toBe("2026-11-01T00:00:00.000Z");
  });

  test("order and page narrow nothing down; each filter does", () => {
    expect(isNarrowed(read("sort=-checked&page=4&size=100").query)).toBe(false);
    for (const part of ["q=a", "state=RELATED", "type=X", "held=CHECK_FINANCE_INFO", "unchecked=2026-11-01T00:00Z"])
      expect(isNarrowed(read(part).query)).toBe(true);
  });
});
