import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Uid } from "@/lib/domain/ids";
import { createMemberAccount } from "@/lib/services/account-operations/create-member-account";
import { openTwoAccounts, type TwoAccounts } from "@/lib/services/testing/two-accounts";

let desk: TwoAccounts;
beforeAll(async () => {
  vi.stubEnv("NEXTAUTH_SECRET", "a secret that seals the accounts of tests");
  desk = await openTwoAccounts();
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await desk.close();
});

const loginEmail = "desk@members.example.com";
const nothing = { firstName: null, lastName: null, nationCode: null, provinceName: null, cityName: null };
const account = { ...nothing, loginEmail, accountAttr: null, enterpriseName: null, postcode: null };
const create = (payer: Uid) =>
  createMemberAccount(desk.context(payer), { account, confirmation: loginEmail, reason: "new", tryAgain: true });

test("an address that is on its way is locked for every account: Alibaba Cloud knows it once", async () => {
  await create(desk.one.payer);
  const before = await desk.rowsOf(desk.other.payer);
  await expect(create(desk.other.payer)).rejects.toMatchObject({ code: "email_locked" });
  expect(await desk.rowsOf(desk.other.payer)).toEqual(before);
});
