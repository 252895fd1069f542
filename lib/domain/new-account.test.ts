import fc from "fast-check";
import { expect, test } from "vitest";
import { maskedEmail, tidied, wrongFields } from "@/lib/domain/new-account";
import type { NewAccount } from "@/lib/domain/views/account-operation";

const account: NewAccount = {
  loginEmail: "ops+1@members.example.com",
  accountAttr: null,
  enterpriseName: null,
  firstName: null,
  lastName: null,
  nationCode: null,
  provinceName: null,
  cityName: null,
  postcode: null,
};

test.each<[string, Partial<NewAccount>, readonly (keyof NewAccount)[]]>([
  ["an address alone is enough", {}, []],
  ["no address", { loginEmail: "" }, ["loginEmail"]],
  ["two addresses", { loginEmail: "a@b.c,d@e.f" }, ["loginEmail"]],
  ["no domain", { loginEmail: "ops@localhost" }, ["loginEmail"]],
  ["an enterprise without its name", { accountAttr: "1" }, ["enterpriseName"]],
  ["an enterprise with its name", { accountAttr: "1", enterpriseName: "锦兰" }, []],
  ["another kind, as typed", { accountAttr: "0" }, []],
  ["a last name of 64", { lastName: "名".repeat(64) }, []],
  ["a last name of 65", { lastName: "n".repeat(65) }, ["lastName"]],
  ["a line break in a name", { firstName: "a\nb" }, ["firstName"]],
  ["what nobody's city is called", { cityName: "c".repeat(129), postcode: "p".repeat(129) }, ["cityName", "postcode"]],
])("%s", (_, fields, wrong) => expect(wrongFields({ ...account, ...fields })).toEqual(wrong));

test("what is blank is not sent, and blanks around are not either", () =>
  expect(tidied({ ...account, loginEmail: " a@b.example ", lastName: "  ", firstName: " 金 " })).toMatchObject({
    loginEmail: "a@b.example",
    lastName: null,
    firstName: "金",
  }));

test("a mask keeps the first letters and the last label", () =>
  expect(maskedEmail("ops@members.example.com")).toBe("o***@m***.com"));

test("a mask never holds more of the name than one character", () =>
  fc.assert(
    fc.property(fc.emailAddress(), (email) => {
      const name = email.slice(0, email.lastIndexOf("@"));
      expect(maskedEmail(email).split("@")[0]).toBe(`${[...name][0]}***`);
    }),
  ));
