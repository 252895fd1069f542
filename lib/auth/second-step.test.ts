import { Secret, TOTP } from "otpauth";
import { afterEach, beforeEach, expect, test } from "vitest";
import { changePassword } from "@/lib/auth/own-account/change-password";
import { confirmPassword } from "@/lib/auth/own-account/confirm-password";
import * as acts from "@/lib/auth/own-account/second-factor-acts";
import { hashPassword } from "@/lib/auth/passwords";
import { secondStep } from "@/lib/auth/second-step";
import { signIn } from "@/lib/auth/sign-in";
import { setDisabled, setPasswordHash } from "@/lib/db/queries/people";
import { insertSession, sessionPerson } from "@/lib/db/queries/sessions";
import { noon, openTempDatabase, type TempDatabase } from "@/lib/db/testing/temp-database";
import { instant } from "@/lib/domain/ids";

const password = "correct horse battery";
const secret = "a secret that signs the sessions of tests";
let temp: TempDatabase;
let now: number;
beforeEach(async () => {
  now = noon;
  temp = await openTempDatabase();
  await temp.addPerson("ada@example.com", ["viewer"], await hashPassword(password));
  await temp.database.transaction((tx) =>
    insertSession(tx, {
      id: "here",
      personId: "ada",
      at: instant(noon),
      expiresAt: instant(noon + 9e6),
      confirmedAt: null,
    }),
  );
});
afterEach(() => temp.close());

const self = () => ({
  database: temp.database,
  actor: { id: "ada", sessionId: "here" },
  correlationId: "r",
  now: () => now,
  secret,
});
const codeOf = (plain: string, at = now) => TOTP.generate({ secret: Secret.fromBase32(plain), timestamp: at });
const turnOn = async () => {
  const { secret: plain } = await acts.startSecondFactor(self(), { password });
  const { recoveryCodes } = await acts.confirmSecondFactor(self(), { code: codeOf(plain) });
  now += 60_000;
  return { plain, recoveryCodes };
};
const attempt = () => ({
  ...{ address: "", device: null, replaces: null, idleMs: 7_200_000 },
  ...{ correlationId: "r", now, secret },
});
const ticket = async () => {
  const result = await signIn(temp.database, { ...attempt(), email: "ada@example.com", password });
  if (result.kind !== "code_wanted") throw new Error(result.kind);
  return result.ticket;
};
const step = (kept: string, code: string) => secondStep(temp.database, { ...attempt(), ticket: kept, code });
const lastRow = async () => (await temp.log()).at(-1);

test("a password alone opens nothing once a second factor is on, and a code alone does not either", async () => {
  const { plain } = await turnOn();
  const sessions = async () => (await temp.database.read.selectFrom("session").select("id").execute()).length;
  const before = await sessions();
  const kept = await ticket();
  expect(kept).not.toContain("ada");
  expect(await sessions()).toBe(before);
  expect(await step("", codeOf(plain))).toEqual({ kind: "again" });
  expect(await step(kept, "000000")).toEqual({ kind: "wrong" });
  expect(await lastRow()).toMatchObject({ action: "session.sign_in", outcome: "denied", detail: '{"step":"code"}' });
  const result = await step(kept, ` ${codeOf(plain).slice(0, 3)} ${codeOf(plain).slice(3)}`);
  if (result.kind !== "signed_in") throw new Error(result.kind);
  expect(await sessionPerson(temp.database.read, result.sessionId, instant(now))).toMatchObject({
    personId: "ada",
    confirmedAt: instant(now),
  });
  expect(await lastRow()).toMatchObject({ personId: "ada", detail: '{"by":"one_time_code"}' });
});

test("a code is accepted once, and none of an earlier step after it", async () => {
  const { plain } = await turnOn();
  expect(await step(await ticket(), codeOf(plain))).toMatchObject({ kind: "signed_in" });
  expect(await step(await ticket(), codeOf(plain))).toEqual({ kind: "wrong" });
  expect(await step(await ticket(), codeOf(plain, now - 30_000))).toEqual({ kind: "wrong" });
  expect(await step(await ticket(), codeOf(plain, now + 30_000))).toMatchObject({ kind: "signed_in" });
});

test("of twenty at once with one code, one gets in", async () => {
  const { plain } = await turnOn();
  const kept = await ticket();
  const results = await Promise.all(Array.from({ length: 20 }, () => step(kept, codeOf(plain))));
  expect(results.filter(({ kind }) => kind === "signed_in")).toHaveLength(1);
});

test("codes are throttled on their own: a right password does not forgive wrong codes", async () => {
  const { plain } = await turnOn();
  for (let number = 1; number <= 5; number += 1)
    expect(await step(await ticket(), "000000")).toEqual({ kind: "wrong" });
  expect(await step(await ticket(), codeOf(plain))).toEqual({ kind: "throttled", seconds: 1 });
  now += 1_100;
  expect(await step(await ticket(), codeOf(plain))).toMatchObject({ kind: "signed_in" });
});

test("a recovery code stands for a code once, however it is typed", async () => {
  const { recoveryCodes } = await turnOn();
  expect(new Set(recoveryCodes).size).toBe(10);
  const [code = ""] = recoveryCodes;
  expect(code).toMatch(/^[0-9A-Z]{5}-[0-9A-Z]{5}$/);
  expect(await step(await ticket(), code.toLowerCase().replace("-", " "))).toMatchObject({ kind: "signed_in" });
  expect(await lastRow()).toMatchObject({ detail: '{"by":"recovery_code","left":9}' });
  expect(await step(await ticket(), code)).toEqual({ kind: "wrong" });
  const rows = await temp.database.read.selectFrom("recovery_code").selectAll().execute();
  expect(JSON.stringify(rows)).not.toContain(code);
});

test("a ticket ends after five minutes, with another password, and with its person", async () => {
  const { plain } = await turnOn();
  const old = await ticket();
  now += 5 * 60_000 + 1;
  expect(await step(old, codeOf(plain))).toEqual({ kind: "again" });
  const kept = await ticket();
  await temp.database.transaction((tx) => setDisabled(tx, "ada", instant(now)));
  expect(await step(kept, codeOf(plain))).toEqual({ kind: "again" });
  await temp.database.transaction((tx) => setDisabled(tx, "ada", null));
  await temp.database.transaction((tx) => setPasswordHash(tx, "ada", "another"));
  expect(await step(kept, codeOf(plain))).toEqual({ kind: "again" });
  expect(await step(`${kept.slice(0, -4)}AAAA`, codeOf(plain))).toEqual({ kind: "again" });
});

test("what is begun and not confirmed is not asked for; the secret is kept sealed", async () => {
  await expect(acts.startSecondFactor(self(), { password: "wrong" })).rejects.toMatchObject({
    code: "bad_input",
    fields: ["password"],
  });
  const { secret: plain, qr } = await acts.startSecondFactor(self(), { password });
  expect(qr.path).toMatch(/^M\d+ \d+h1v1h-1z/);
  const rows = await temp.database.read.selectFrom("second_factor").selectAll().execute();
  expect(JSON.stringify(rows)).not.toContain(plain);
  expect(await signIn(temp.database, { ...attempt(), email: "ada@example.com", password })).toMatchObject({
    kind: "signed_in",
  });
  await expect(acts.confirmSecondFactor(self(), { code: "000000" })).rejects.toMatchObject({ fields: ["code"] });
  const { secret: second } = await acts.startSecondFactor(self(), { password });
  expect(second).not.toBe(plain);
  await acts.confirmSecondFactor(self(), { code: codeOf(second) });
  await expect(acts.startSecondFactor(self(), { password })).rejects.toMatchObject({ code: "conflict" });
  await expect(acts.confirmSecondFactor(self(), { code: codeOf(second) })).rejects.toMatchObject({ code: "conflict" });
  expect(JSON.stringify(await temp.log())).not.toContain(second);
});

test("turning it off takes password and code, and takes the recovery codes along", async () => {
  const { plain } = await turnOn();
  await expect(acts.turnOffSecondFactor(self(), { password, code: null })).rejects.toMatchObject({ fields: ["code"] });
  await expect(acts.turnOffSecondFactor(self(), { password: "x", code: codeOf(plain) })).rejects.toMatchObject({
    fields: ["password"],
  });
  await acts.turnOffSecondFactor(self(), { password, code: codeOf(plain) });
  expect(await lastRow()).toMatchObject({ action: "second_factor.turn_off", personId: "ada" });
  expect(await temp.database.read.selectFrom("recovery_code").selectAll().execute()).toEqual([]);
  await expect(acts.turnOffSecondFactor(self(), { password, code: null })).rejects.toMatchObject({ code: "conflict" });
  expect(await signIn(temp.database, { ...attempt(), email: "ada@example.com", password })).toMatchObject({
    kind: "signed_in",
  });
});

test("a session is confirmed by password and code; guesses are throttled; without a password it is not possible", async () => {
  const confirmedAt = async () => (await sessionPerson(temp.database.read, "here", instant(now)))?.confirmedAt;
  await confirmPassword(self(), { password, code: null });
  expect(await confirmedAt()).toBe(instant(now));
  expect(await lastRow()).toMatchObject({ action: "session.confirm", personId: "ada" });
  const { plain } = await turnOn();
  await expect(confirmPassword(self(), { password, code: null })).rejects.toMatchObject({ fields: ["code"] });
  await confirmPassword(self(), { password, code: codeOf(plain) });
  expect(await confirmedAt()).toBe(instant(now));
  for (let number = 1; number <= 5; number += 1)
    await expect(confirmPassword(self(), { password: "wrong", code: null })).rejects.toMatchObject({
      fields: ["password"],
    });
  await expect(confirmPassword(self(), { password, code: codeOf(plain, now + 30_000) })).rejects.toMatchObject({
    code: "too_many_attempts",
  });
  await temp.database.transaction((tx) => tx.updateTable("person").set({ password_hash: null }).execute());
  await expect(confirmPassword(self(), { password, code: null })).rejects.toMatchObject({ code: "forbidden" });
});

test("another password wants the one there is and the code, ends the other sessions, and is the one from then on", async () => {
  const { plain } = await turnOn();
  await temp.database.transaction((tx) =>
    insertSession(tx, { id: "phone", personId: "ada", at: instant(noon), expiresAt: instant(noon + 9e6) }),
  );
  const next = "another long password";
  const change = (given: object) => changePassword(self(), { password, code: codeOf(plain), next, ...given });
  await expect(change({ password: "wrong" })).rejects.toMatchObject({ code: "bad_input", fields: ["password"] });
  await expect(change({ code: "000000" })).rejects.toMatchObject({ code: "bad_input", fields: ["code"] });
  await expect(change({ next: password })).rejects.toMatchObject({ code: "bad_input", fields: ["next"] });
  expect(await change({})).toEqual({ sessions: 1 });
  const open = async (id: string) => (await sessionPerson(temp.database.read, id, instant(now))) !== null;
  expect([await open("here"), await open("phone")]).toEqual([true, false]);
  expect(await lastRow()).toMatchObject({ action: "person.change_password", detail: '{"sessions":1}' });
  const signedIn = (text: string) => signIn(temp.database, { ...attempt(), email: "ada@example.com", password: text });
  expect([(await signedIn(password)).kind, (await signedIn(next)).kind]).toEqual(["wrong", "code_wanted"]);
});
