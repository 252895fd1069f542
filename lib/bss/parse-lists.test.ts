import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseJson } from "./parse-json";
import { parsePermissionList } from "./parse-permission-list";
import { parseRelationList } from "./parse-relation-list";

/** Ids up to the largest signed 64-bit integer, written as a JSON number or as a JSON text. */
const id = fc.bigInt({ min: 1n, max: 9_223_372_036_854_775_807n }).map(String);
const written = fc.record({ digits: id, quoted: fc.boolean() });
const inJson = ({ digits, quoted }: { digits: string; quoted: boolean }) => (quoted ? `"${digits}"` : digits);

const page = (rows: string, counts = '"PageNum":1,"PageSize":20,"TotalCount":3') =>
  parseRelationList(parseJson(`{"Data":{${counts},"FinancialRelationInfoList":${rows}}}`));
const permissions = (rows: string) =>
  parsePermissionList(parseJson(`{"Data":{"MasterId":1,"MemberId":2,"PermissionList":${rows}}}`));

describe("a page of relations", () => {
  test("gives every id back digit by digit, in its order", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(written, written)), (ids) => {
        const rows = ids.map(
          ([relation, account]) => `{"RelationId":${inJson(relation)},"AccountId":${inJson(account)}}`,
        );
        const found = page(`[${rows.join(",")}]`)?.rows.map((row) => [row.relationId, row.accountId]);
        expect(found).toEqual(ids.map(([relation, account]) => [relation.digits, account.digits]));
      }),
    );
  });

  test("counts the rows that it cannot read exactly, and keeps the others", () => {
    const odd = ['{"RelationId":1}', '{"RelationId":"1x","AccountId":2}', '{"RelationId":5.0,"AccountId":2}'];
    const read = page(`[null,[],"text",${odd.join(",")},{"RelationId":7,"AccountId":8,"State":"NEW_STATE"}]`);
    expect(read).toMatchObject({ unreadable: 6, rows: [{ relationId: "7", state: "NEW_STATE", type: "" }] });
  });

  test("needs a total, and a list unless the total is nought", () => {
    expect(page("[]", '"PageNum":1')).toBeNull();
    expect(page("[]", '"TotalCount":-1')).toBeNull();
    expect(page("null")).toBeNull();
    expect(page("{}")).toBeNull();
    expect(page("null", '"TotalCount":0')).toEqual({
      pageNum: null,
      pageSize: null,
      totalCount: 0,
      rows: [],
      unreadable: 0,
    });
  });

  test("tells a time that is not one from a time that is not there", () => {
    const row = (end: string) => page(`[{"RelationId":1,"AccountId":2${end}}]`)?.rows[0];
    expect(row("")).toMatchObject({ endTime: null, timesReadable: true });
    for (const empty of ['""', '" "', "null"]) {
      expect(row(`,"EndTime":${empty}`)).toMatchObject({ endTime: null, timesReadable: true });
    }
    for (const odd of ['"tomorrow"', "1614669120000", "{}", "false", '"2021-03-02"']) {
      expect(row(`,"EndTime":${odd}`)).toMatchObject({ endTime: null, timesReadable: false });
    }
    expect(row(',"EndTime":"2021-03-02T15:12:30Z"')).toMatchObject({ endTime: "2021-03-02T15:12:30.000Z" });
  });

  test("shows names of another shape as empty rather than losing the row", () => {
    const read = page('[{"RelationId":1,"AccountId":2,"AccountName":{"a":1},"AccountNickName":null,"AccountType":7}]');
    expect(read?.rows).toMatchObject([{ accountName: "", nickname: "", counterpart: "7" }]);
  });
});

test("a name is read as it can be kept: half a character and U+0000 become the sign for that", () => {
  const read = page('[{"RelationId":1,"AccountId":2,"AccountName":"a\\u0000b","AccountNickName":"\\ud83d end"}]');
  expect(read?.rows).toMatchObject([{ accountName: "a\uFFFDb", nickname: "\uFFFD end" }]);
});

describe("a list of permissions", () => {
  test("keeps every code raw and in its order, or is no answer at all", () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), (codes) => {
        const rows = codes.map((code) => `{"PermissionCode":${JSON.stringify(code)}}`);
        const read = permissions(`[${rows.join(",")}]`);
        if (codes.every((code) => /\S/.test(code))) expect(read?.rows.map((row) => row.rawCode)).toEqual(codes);
        else expect(read).toBeNull();
      }),
    );
  });

  test("an empty list is an answer; one unreadable row voids the rest", () => {
    expect(permissions("[]")?.rows).toEqual([]);
    expect(permissions('[{"PermissionCode":"a"},null]')).toBeNull();
    expect(permissions('[{"PermissionCode":"a"},{"PermissionCode":{}}]')).toBeNull();
  });
});
