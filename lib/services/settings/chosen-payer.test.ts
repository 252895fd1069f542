import { expect, test } from "vitest";
import { parseUid, type Uid } from "@/lib/domain/ids";
import type { AccountSettings, Accounts } from "@/lib/env/account-settings";
import { chosenPayer, settingsOf } from "@/lib/services/settings/chosen-payer";

const uid = (text: string): Uid => {
  const parsed = parseUid(text);
  if (!parsed) throw new Error(`not a UID: ${text}`);
  return parsed;
};
const account = (payer: string | null): AccountSettings => ({
  uid: payer === null ? null : uid(payer),
  name: `account ${payer}`,
  site: "cn",
  endpoint: null,
  stsEndpoint: null,
  ratePerSecond: 5,
  cancelConfirmCode: null,
  credentials: { kind: "chain" },
  place: null,
});
const listed: Accounts = [account("3"), account("2")];
const all = new Set(["1", "2", "3"].map(uid));

test("an account that is named is that one, if it is the person's", () => {
  expect(chosenPayer(all, listed, "2")).toBe("2");
  for (const other of ["4", "", "02", "x", "2 "]) expect(chosenPayer(all, listed, other)).toBeNull();
  expect(chosenPayer(new Set(), listed, "2")).toBeNull();
});

test("without one it is the first that is configured, else the first that was set up", () => {
  expect(chosenPayer(all, listed, null)).toBe("3");
  expect(chosenPayer(new Set([uid("1"), uid("2")]), listed, null)).toBe("2");
  expect(chosenPayer(all, [account(null)], null)).toBe("1");
  expect(chosenPayer(new Set(), listed, null)).toBeNull();
});

test("settings without a UID are of whichever account the keys belong to", () => {
  expect(settingsOf(uid("2"), listed)?.name).toBe("account 2");
  expect(settingsOf(uid("1"), listed)).toBeNull();
  expect(settingsOf(uid("1"), [account(null)])?.name).toBe("account null");
});
