import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseAccountRelation } from "./parse-account-relation";
import { parseCreatedAccount } from "./parse-created-account";
import { parseFinancialAccount } from "./parse-financial-account";
import { parseJson } from "./parse-json";
import { parseLink } from "./parse-link";

/** Ids up to the largest signed 64-bit integer, written as a JSON number or as a JSON text. */
const written = fc.record({
  digits: fc.bigInt({ min: 1n, max: 9_223_372_036_854_775_807n }).map(String),
  quoted: fc.boolean(),
});
const inJson = ({ digits, quoted }: { digits: string; quoted: boolean }) => (quoted ? `"${digits}"` : digits);
const data = (text: string) => parseJson(`{"Data":${text}}`);

describe("ids", () => {
  test("come back digit by digit from every answer that has them", () => {
    fc.assert(
      fc.property(written, written, written, (one, two, three) => {
        const ends = `"ParentUserId":${inJson(two)},"ChildUserId":${inJson(three)}`;
        expect(parseAccountRelation(data(`{"Id":${inJson(one)},${ends}}`))).toMatchObject({
          relationId: one.digits,
          parent: two.digits,
          child: three.digits,
        });
        expect(parseLink(data(`{"RelationId":${inJson(one)}}`))).toEqual({ relationId: one.digits });
        const dto = `{"AgRelationDto":{"Pk":${inJson(one)},"Mpk":${inJson(two)}}}`;
        expect(parseCreatedAccount(parseJson(dto))).toMatchObject({ pk: one.digits, mpk: two.digits });
        expect(parseFinancialAccount(data(`{"AccountType":"MEMBER","MemberGroupId":${inJson(one)}}`))).toMatchObject({
          memberGroupId: one.digits,
        });
      }),
    );
  });

  test("that are none make no account and no relation", () => {
    for (const id of ['""', '"1x"', "1e18", "5.0", "0", "null", "{}", '"92233720368547758070"']) {
      expect(parseCreatedAccount(parseJson(`{"AgRelationDto":{"Pk":${id},"Mpk":1}}`))).toBeNull();
      expect(parseAccountRelation(data(`{"Id":${id},"ParentUserId":1,"ChildUserId":2}`))).toBeNull();
      expect(parseLink(data(`{"RelationId":${id}}`))).toEqual({ relationId: null });
    }
  });
});

test("no parser throws, whatever the body", () => {
  fc.assert(
    fc.property(fc.oneof(fc.anything(), fc.jsonValue()), (body) => {
      for (const parse of [parseAccountRelation, parseCreatedAccount, parseFinancialAccount, parseLink]) {
        for (const value of [body, { Data: body }, { AgRelationDto: body }]) parse(value);
      }
    }),
    { numRuns: 1_000 },
  );
});

describe("a relation's state", () => {
  const status = (text: string) =>
    parseAccountRelation({ Data: { Id: "1", ParentUserId: "2", ChildUserId: "3", Status: text } });
  test.each([
    ["RELATED 【已建立关联】", "RELATED"],
    ["CHANGE_CONFIRMING", "CHANGE_CONFIRMING"],
    [" REJECTED[Refused by the other party]", "REJECTED"],
    ["NEW_STATE", "NEW_STATE"],
    ["已建立关联 RELATED", null],
    ["", null],
  ])("%j begins with %j, and is kept as it came", (text, state) => {
    expect(status(text)).toMatchObject({ status: state, statusText: text });
  });
});

describe("an account's kind", () => {
  test("needs to be told one way or the other", () => {
    expect(parseFinancialAccount(data('{"IsFinancialAccount":"False"}'))).toEqual({
      accountType: null,
      isFinancialAccount: false,
      memberGroupId: null,
      memberGroupName: null,
      memberNickname: null,
      userName: null,
    });
    for (const empty of ["{}", "null", '{"UserName":"x"}', '{"AccountType":""}', '{"IsFinancialAccount":"perhaps"}']) {
      expect(parseFinancialAccount(data(empty))).toBeNull();
    }
  });
});
