import { afterAll, beforeAll, expect, test } from "vitest";
import { abilities, isLook, roles } from "@/lib/domain/policy";
import { abilitiesIn, authorise } from "@/lib/services/context";
import { openTempOffice, type TempOffice } from "@/lib/services/testing/temp-office";

let office: TempOffice;
beforeAll(async () => {
  office = await openTempOffice();
});
afterAll(() => office.close());

test("on an account without credentials one can look, and nothing else, whoever one is", () => {
  const context = office.context(office.actor("ada", roles));
  const retired = { ...context, account: { ...context.account, retired: true } };
  expect(abilitiesIn(context)).toEqual(abilities);
  expect(abilitiesIn(retired)).toEqual(abilities.filter(isLook));
  for (const ability of abilities) {
    expect(() => authorise(context, ability), ability).not.toThrow();
    if (isLook(ability)) expect(() => authorise(retired, ability), ability).not.toThrow();
    else expect(() => authorise(retired, ability), ability).toThrow("writes_off");
  }
});

test("a right that is missing comes before that, and an account of others before both", () => {
  const context = office.context(office.actor("vic", ["viewer"]));
  const retired = { ...context, account: { ...context.account, retired: true } };
  expect(() => authorise(retired, "writes.switch")).toThrow("forbidden");
  const stranger = office.context(office.actor("stranger", roles, new Set()));
  expect(() => authorise(stranger, "member.read")).toThrow("not_found");
});
