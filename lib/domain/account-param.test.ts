import { expect, test } from "vitest";
import { accountOf, samePageElsewhere, withAccount } from "@/lib/domain/account-param";

test.each([
  ["/members", "/members?account=77"],
  ["/members?q=a%26b&page=2", "/members?q=a%26b&page=2&account=77"],
  ["/members?account=1#content", "/members?account=77#content"],
])("%s on an account is %s", (path, on) => {
  expect(withAccount(path, "77")).toBe(on);
  expect(withAccount(path, null)).toBe(path);
});

test("an address names one account, none, or by two that are none", () => {
  expect(accountOf(new URLSearchParams("account=77&page=2"))).toBe("77");
  expect(accountOf(new URLSearchParams("page=2"))).toBeNull();
  expect(accountOf(new URLSearchParams("account="))).toBe("");
  for (const two of ["account=77&account=77", "account=77&account=78"])
    expect(accountOf(new URLSearchParams(two))).not.toMatch(/^\d*$/);
});

test.each([
  ["/members", "/members"],
  ["/members/51463", "/members"],
  ["/members/new", "/members/new"],
  ["/members/link", "/members/link"],
  ["/changes/4f0c", "/changes"],
  ["/operations/4f0c", "/operations"],
  ["/settings", "/settings"],
])("on another account %s is %s", (path, elsewhere) => {
  expect(samePageElsewhere(path)).toBe(elsewhere);
});
