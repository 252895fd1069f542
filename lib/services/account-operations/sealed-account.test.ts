import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { emailDigest, openAccount, sealAccount } from "@/lib/services/account-operations/sealed-account";

const account = {
  loginEmail: "Ops@members.example",
  accountAttr: "1",
  enterpriseName: "锦兰",
  firstName: null,
  lastName: "n",
  nationCode: null,
  provinceName: null,
  cityName: null,
  postcode: null,
};

beforeEach(() => vi.stubEnv("NEXTAUTH_SECRET", "a secret of thirty-two characters"));
afterEach(() => vi.unstubAllEnvs());

test("what was sealed for an operation opens for that one alone", () => {
  const sealed = sealAccount(account, "one");
  expect(sealed).not.toContain("members");
  expect(openAccount(sealed, "one")).toEqual(account);
  expect(openAccount(sealed, "other")).toBeNull();
  expect(openAccount(`${sealed.slice(0, -2)}AA`, "one")).toBeNull();
  expect(sealAccount(account, "one")).not.toBe(sealed);
});

test("another secret opens nothing, and makes another digest", () => {
  const sealed = sealAccount(account, "one");
  const digest = emailDigest(account.loginEmail);
  expect(digest).toBe(emailDigest("ops@MEMBERS.example"));
  vi.stubEnv("NEXTAUTH_SECRET", "another secret of thirty-two chars");
  expect(openAccount(sealed, "one")).toBeNull();
  expect(emailDigest(account.loginEmail)).not.toBe(digest);
});

test("without a secret nothing is sealed", () => {
  vi.stubEnv("NEXTAUTH_SECRET", "");
  expect(() => sealAccount(account, "one")).toThrow("NEXTAUTH_SECRET");
});
