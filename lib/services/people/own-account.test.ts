import { afterAll, beforeAll, expect, test } from "vitest";
import { confirmSecondFactor, startSecondFactor } from "@/lib/db/queries/second-factors";
import { insertSession, sessionPerson } from "@/lib/db/queries/sessions";
import { instant } from "@/lib/domain/ids";
import { endOtherSessions, endOwnSession, ownAccount } from "@/lib/services/people/own-account";
import { resetTotp, resetTotpByEmail } from "@/lib/services/people/shut-out";
import { openTempOffice, type TempOffice } from "@/lib/services/testing/temp-office";

let office: TempOffice;
const now = Date.now();
const open = (id: string, personId: string, device: string | null = null) =>
  office.database.transaction((tx) =>
    insertSession(tx, { id, personId, at: instant(now), expiresAt: instant(now + 600_000), device }),
  );
const isOpen = async (id: string) => (await sessionPerson(office.database.read, id, instant(now + 1_000))) !== null;
const here = () => office.context({ ...office.actor("bob", ["viewer"]), sessionId: "here" });
const author = { person: null, system: "cli", payerUid: null, correlationId: "r" };

beforeAll(async () => {
  office = await openTempOffice();
  for (const name of ["bob", "eve"]) await office.addPerson(`${name}@example.com`, ["viewer"], "a hash");
  await open("here", "bob", "Firefox · Linux");
  await open("phone", "bob");
  await open("tablet", "bob");
  await open("eves", "eve");
});
afterAll(() => office.close());

test("one sees one's own sessions, and no id of any", async () => {
  const { sessions, secondFactor } = await ownAccount(here());
  expect(sessions).toHaveLength(3);
  expect(sessions.find(({ isThis }) => isThis)).toMatchObject({ device: "Firefox · Linux", via: "password" });
  expect(secondFactor).toEqual({ on: false, recoveryCodesLeft: 0 });
  expect(JSON.stringify(sessions)).not.toMatch(/here|phone|tablet|eves/);
});

test("one ends a session of one's own; another's is not there", async () => {
  const eve = await ownAccount(office.context({ ...office.actor("eve", ["viewer"]), sessionId: "eves" }));
  const [hers] = eve.sessions;
  await expect(endOwnSession(here(), { handle: hers?.handle ?? "" })).rejects.toMatchObject({ code: "not_found" });
  await expect(endOwnSession(here(), { handle: "eves" })).rejects.toMatchObject({ code: "not_found" });
  expect(await isOpen("eves")).toBe(true);
  const other = (await ownAccount(here())).sessions.find(({ isThis }) => !isThis);
  await endOwnSession(here(), { handle: other?.handle ?? "" });
  expect([await isOpen("here"), (await isOpen("phone")) !== (await isOpen("tablet"))]).toEqual([true, true]);
  await expect(endOwnSession(here(), { handle: other?.handle ?? "" })).rejects.toMatchObject({ code: "not_found" });
  expect(await endOtherSessions(here(), {})).toEqual({ sessions: 1 });
  expect([await isOpen("here"), await isOpen("phone"), await isOpen("tablet"), await isOpen("eves")]).toEqual([
    true,
    false,
    false,
    true,
  ]);
  expect((await office.log()).map(({ action, personId }) => [action, personId])).toEqual([
    ["session.end", "bob"],
    ["session.end_others", "bob"],
  ]);
});

test("an administrator takes a second factor away, which ends every session", async () => {
  const admin = office.context(office.actor("ada", ["administrator"]));
  await expect(resetTotp(admin, { personId: "bob" })).rejects.toMatchObject({ code: "conflict" });
  await expect(resetTotp(here(), { personId: "eve" })).rejects.toMatchObject({ code: "forbidden" });
  await expect(resetTotp(admin, { personId: "nobody" })).rejects.toMatchObject({ code: "not_found" });
  expect(await isOpen("here")).toBe(true);
  await office.database.transaction(async (tx) => {
    await startSecondFactor(tx, "bob", "sealed", instant(now));
    await confirmSecondFactor(tx, "bob", ["a digest", "another"], instant(now));
  });
  expect((await ownAccount(here())).secondFactor).toEqual({ on: true, recoveryCodesLeft: 2 });
  expect(await resetTotp(admin, { personId: "bob" })).toEqual({ sessions: 1 });
  expect((await ownAccount(here())).secondFactor).toEqual({ on: false, recoveryCodesLeft: 0 });
  expect(await isOpen("here")).toBe(false);
  expect((await office.log()).at(-1)).toMatchObject({ action: "person.reset_totp", entity: "person:bob" });
  const byEmail = (email: string) => resetTotpByEmail({ database: office.database, author }, email);
  await expect(byEmail("bob@example.com")).rejects.toMatchObject({ code: "conflict" });
  await expect(byEmail("nobody@example.com")).rejects.toMatchObject({ code: "not_found" });
});
