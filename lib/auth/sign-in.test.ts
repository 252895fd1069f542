import { afterAll, beforeAll, expect, test } from "vitest";
import { hashPassword, verifyPassword } from "@/lib/auth/passwords";
import { signIn } from "@/lib/auth/sign-in";
import { setDisabled } from "@/lib/db/queries/people";
import { sessionPerson } from "@/lib/db/queries/sessions";
import { noon, openTempDatabase, type TempDatabase } from "@/lib/db/testing/temp-database";
import { instant } from "@/lib/domain/ids";

const password = "correct horse battery";
let temp: TempDatabase;
let hash: string;
beforeAll(async () => {
  temp = await openTempDatabase();
  hash = await hashPassword(password);
  for (const name of ["ada", "bob", "eve"]) await temp.addPerson(`${name}@example.com`, ["viewer"], hash);
});
afterAll(() => temp.close());

const idleMs = 2 * 3_600_000;
const attempt = (email: string, given: string, now = noon, replaces: string | null = null) =>
  signIn(temp.database, {
    replaces,
    idleMs,
    email,
    password: given,
    address: email,
    device: null,
    correlationId: "r",
    now,
    secret: "a secret",
  });

const lastRow = async () => (await temp.log()).at(-1);

test("a password is kept as argon2id with OWASP's cost, and never twice the same", async () => {
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await hashPassword(password)).not.toBe(hash);
  expect(await verifyPassword(hash, password)).toBe(true);
  expect(await verifyPassword(null, password)).toBe(false);
  expect(await verifyPassword(null, "nobody's password")).toBe(false);
});

test("the right password opens a session that ends when it is not used, and is in the log", async () => {
  const result = await attempt(" Ada@Example.com", password);
  if (result.kind !== "signed_in") throw new Error(result.kind);
  const at = (milliseconds: number) => sessionPerson(temp.database.read, result.sessionId, instant(milliseconds));
  expect(await at(noon)).toMatchObject({ personId: "ada", roles: ["viewer"] });
  expect(await at(noon + idleMs - 1)).not.toBeNull();
  expect(await at(noon + idleMs)).toBeNull();
  expect(await lastRow()).toMatchObject({ action: "session.sign_in", outcome: "done", personId: "ada" });
});

test("whoever signs in over an open session ends it, whosever it was; a wrong password ends nothing", async () => {
  const first = await attempt("ada@example.com", password);
  if (first.kind !== "signed_in") throw new Error(first.kind);
  const isOpen = async () => (await sessionPerson(temp.database.read, first.sessionId, instant(noon))) !== null;
  await attempt("bob@example.com", "wrong", noon, first.sessionId);
  expect(await isOpen()).toBe(true);
  expect(await attempt("bob@example.com", password, noon, first.sessionId)).toMatchObject({ kind: "signed_in" });
  expect(await isOpen()).toBe(false);
  expect((await temp.log()).slice(-2)).toMatchObject([
    { action: "session.sign_out", personId: "ada", detail: '{"replaced":true}' },
    { action: "session.sign_in", personId: "bob" },
  ]);
});

test("a wrong password, an unknown person and a disabled one get the same answer and leave a row", async () => {
  await temp.database.transaction((tx) => setDisabled(tx, "eve", instant(noon)));
  expect(await attempt("bob@example.com", "wrong")).toEqual({ kind: "wrong" });
  expect(await lastRow()).toMatchObject({ outcome: "denied", personId: null, entity: "person:bob" });
  expect(await attempt("eve@example.com", password)).toEqual({ kind: "wrong" });
  expect(await lastRow()).toMatchObject({ outcome: "denied", personId: null, entity: "person:eve" });
  expect(await attempt("nobody@example.com", password)).toEqual({ kind: "wrong" });
  const row = await lastRow();
  expect(row).toMatchObject({ outcome: "denied", personId: null, entity: null });
  expect(JSON.stringify(row)).not.toContain("nobody");
  expect(await attempt("nobody@example.com", "x".repeat(2_000))).toEqual({ kind: "wrong" });
});

test("after five wrong tries even the right password waits, and the wait is said", async () => {
  const later = noon + 2 * 3_600_000;
  for (let number = 1; number <= 5; number += 1)
    expect(await attempt("bob@example.com", "wrong", later)).toEqual({ kind: "wrong" });
  expect(await attempt("bob@example.com", password, later + 100)).toEqual({ kind: "throttled", seconds: 1 });
  expect(await lastRow()).toMatchObject({ action: "session.sign_in", outcome: "refused" });
  expect(await attempt("bob@example.com", password, later + 1_100)).toMatchObject({ kind: "signed_in" });
});

test("tries within the wait leave one row a minute, which says how many it stands for", async () => {
  const later = noon + 4 * 3_600_000;
  for (let number = 1; number <= 5; number += 1) await attempt("bob@example.com", "wrong", later);
  const before = (await temp.log()).length;
  for (let number = 1; number <= 50; number += 1)
    expect(await attempt("bob@example.com", "wrong", later + 100)).toMatchObject({ kind: "throttled" });
  expect((await temp.log()).length).toBe(before + 1);
  expect(await attempt("bob@example.com", password, later + 1_100)).toMatchObject({ kind: "signed_in" });
  for (let number = 1; number <= 5; number += 1) await attempt("bob@example.com", "wrong", later + 60_000);
  await attempt("bob@example.com", "wrong", later + 60_200);
  expect(await lastRow()).toMatchObject({ outcome: "refused", entity: "person:bob", detail: '{"suppressed":49}' });
});
