import { afterEach, beforeEach, expect, test } from "vitest";
import { type Claims, readClaims } from "@/lib/auth/claims";
import { arrive } from "@/lib/auth/single-sign-on";
import { personByEmail, setDisabled } from "@/lib/db/queries/people";
import { insertSession, sessionPerson } from "@/lib/db/queries/sessions";
import { noon, openTempDatabase, type TempDatabase } from "@/lib/db/testing/temp-database";
import { instant } from "@/lib/domain/ids";
import type { Role } from "@/lib/domain/policy";

let temp: TempDatabase;
beforeEach(async () => {
  temp = await openTempDatabase();
});
afterEach(() => temp.close());

const rolesByGroup = new Map<string, readonly Role[]>([
  ["finance", ["requester", "viewer"]],
  ["auditors", ["auditor"]],
  ["desk", ["administrator"]],
]);
const mia: Claims = {
  issuer: "https://sign-in.example.com",
  subject: "42",
  email: "Mia@Example.com",
  emailVerified: true,
  name: "Mia Chen",
  groups: ["finance", "everybody"],
  authenticatedAt: noon - 5_000,
};
const come = (claims: Partial<Claims> = {}, now = noon, replaces: string | null = null) =>
  arrive(temp.database, {
    claims: { ...mia, ...claims },
    rolesByGroup,
    device: "Firefox · Linux",
    replaces,
    idleMs: 7_200_000,
    correlationId: "r",
    now,
    secret: "a secret",
  });
const inside = async (claims: Partial<Claims> = {}, now = noon, replaces: string | null = null) => {
  const result = await come(claims, now, replaces);
  if (result.kind !== "signed_in") throw new Error(result.reason);
  const person = await sessionPerson(temp.database.read, result.sessionId, instant(now));
  if (!person) throw new Error("no session");
  return person;
};
const people = () => temp.database.read.selectFrom("person").selectAll().execute();
const lastRow = async () => (await temp.log()).at(-1);

test("a stranger becomes a person without a password, with the roles of their groups", async () => {
  const person = await inside();
  expect(person).toMatchObject({
    email: "mia@example.com",
    name: "Mia Chen",
    roles: ["viewer", "requester"],
    confirmedAt: instant(noon - 5_000),
  });
  expect(await people()).toMatchObject([{ password_hash: null }]);
  expect((await temp.log()).map(({ action, detail, system }) => [action, detail, system])).toEqual([
    ["person.add", '{"roles":["viewer","requester"],"via":"single_sign_on"}', "single-sign-on"],
    ["session.sign_in", '{"via":"single_sign_on"}', null],
  ]);
});

test("who comes again is the same person by issuer and subject, whatever else has changed", async () => {
  const first = await inside();
  const again = await inside({ email: "mia.wu@example.com", name: "Mia Wu" }, noon + 1_000);
  expect(again).toMatchObject({ personId: first.personId, email: "mia.wu@example.com", name: "Mia Wu" });
  const renamed = async () => (await temp.log()).filter(({ action }) => action === "person.renamed");
  expect(await renamed()).toMatchObject([
    { entity: `person:${first.personId}`, detail: '{"changed":["name","email"],"via":"single_sign_on"}' },
  ]);
  await inside({ email: "mia.wu@example.com", name: "Mia Wu" }, noon + 1_500);
  expect(await renamed()).toHaveLength(1);
  const other = await inside({ subject: "43" }, noon + 2_000);
  expect(other.personId).not.toBe(first.personId);
  const elsewhere = await inside({ issuer: "https://other.example.com", email: "c@example.com" }, noon + 2_000);
  expect(elsewhere.personId).not.toBe(first.personId);
});

test("groups decide at every arrival; the log has before and after", async () => {
  await inside();
  expect(await inside({ groups: ["auditors"] }, noon + 1_000)).toMatchObject({ roles: ["auditor"] });
  const changed = (await temp.log()).filter(({ action }) => action === "person.roles_by_groups");
  expect(changed.map(({ detail }) => detail)).toEqual(['{"after":["auditor"],"before":["viewer","requester"]}']);
  await inside({ groups: ["auditors"] }, noon + 2_000);
  expect((await temp.log()).filter(({ action }) => action === "person.roles_by_groups")).toHaveLength(1);
});

test("groups that give nothing let nobody in, make nobody, and take the roles of who is here", async () => {
  expect(await come({ groups: ["everybody"] })).toEqual({ kind: "refused", reason: "no_role" });
  expect(await people()).toEqual([]);
  const row = await lastRow();
  expect(row).toMatchObject({ action: "session.sign_in", outcome: "denied", personId: null, entity: null });
  expect(row?.detail).toMatch(/"reason":"no_role","subject":"[\w-]{43}"/);
  expect(JSON.stringify(row)).not.toMatch(/mia|"42"/i);
  const { sessionId, personId } = await inside();
  expect(await come({ groups: [] }, noon + 61_000)).toEqual({ kind: "refused", reason: "no_role" });
  expect(await lastRow()).toMatchObject({ outcome: "denied", entity: `person:${personId}` });
  expect(await sessionPerson(temp.database.read, sessionId, instant(noon + 61_000))).toMatchObject({ roles: [] });
});

test("an administrator is neither requester nor approver, also by groups", async () => {
  expect(await come({ groups: ["desk", "finance"] })).toEqual({ kind: "refused", reason: "roles_conflict" });
  expect(await people()).toEqual([]);
  await inside({ groups: ["desk"] });
  expect(await come({ groups: ["desk", "finance"] })).toEqual({ kind: "refused", reason: "roles_conflict" });
});

test("an address is no proof: whoever is here by it already is not taken over", async () => {
  await temp.addPerson("mia@example.com", ["administrator"], "a hash");
  expect(await come()).toEqual({ kind: "refused", reason: "email_taken" });
  expect((await personByEmail(temp.database.read, "mia@example.com"))?.passwordHash).toBe("a hash");
  expect(await temp.database.read.selectFrom("identity").selectAll().execute()).toEqual([]);
  const known = await inside({ email: "other@example.com" });
  expect(await inside({}, noon + 1_000)).toMatchObject({ personId: known.personId, email: "other@example.com" });
});

test("a missing address, one that is none, and one that the provider calls unverified are refused", async () => {
  expect(await come({ email: null })).toEqual({ kind: "refused", reason: "no_email" });
  expect(await come({ email: "mia" })).toEqual({ kind: "refused", reason: "no_email" });
  expect(await come({ emailVerified: false })).toEqual({ kind: "refused", reason: "email_unverified" });
  expect(await come({ emailVerified: null })).toMatchObject({ kind: "signed_in" });
});

test("who was shut out here stays out", async () => {
  const { personId } = await inside();
  await temp.database.transaction((tx) => setDisabled(tx, personId, instant(noon)));
  expect(await come({}, noon + 61_000)).toEqual({ kind: "refused", reason: "disabled" });
});

test("the session that the browser forgets ends; when the provider does not say, nothing counts as confirmed", async () => {
  await temp.addPerson("bob@example.com", ["viewer"]);
  await temp.database.transaction((tx) =>
    insertSession(tx, { id: "old", personId: "bob", at: instant(noon), expiresAt: instant(noon + 60_000) }),
  );
  const person = await inside({ authenticatedAt: null }, noon, "old");
  expect(person.confirmedAt).toBeNull();
  expect(await sessionPerson(temp.database.read, "old", instant(noon))).toBeNull();
  expect(await inside({ authenticatedAt: noon + 90_000 })).toMatchObject({ confirmedAt: instant(noon) });
});

test("a refusal again and again is a row a minute", async () => {
  for (let time = 0; time < 20; time += 1) await come({ subject: "noisy", groups: [] }, noon + time);
  expect(await temp.log()).toHaveLength(1);
});

test("claims are read as they come", () => {
  const iss = "https://sign-in.example.com";
  expect(readClaims({ iss, sub: "1", email: "a@b.c", email_verified: "false", groups: ["x", 7] }, "groups")).toEqual({
    issuer: iss,
    subject: "1",
    email: "a@b.c",
    emailVerified: false,
    name: null,
    groups: ["x"],
    authenticatedAt: null,
  });
  expect(readClaims({ iss, sub: "1", roles: "one", auth_time: 7 }, "roles")).toMatchObject({
    groups: ["one"],
    emailVerified: null,
    authenticatedAt: 7_000,
  });
  expect(readClaims({ iss, sub: "1", email: 7, email_verified: "perhaps" }, "groups")).toMatchObject({
    email: null,
    emailVerified: false,
    groups: [],
  });
  expect(() => readClaims({ iss }, "groups")).toThrow();
});
