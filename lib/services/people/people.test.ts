import { afterAll, beforeAll, expect, test } from "vitest";
import { insertSession, sessionPerson } from "@/lib/db/queries/sessions";
import { instant } from "@/lib/domain/ids";
import { addPerson } from "@/lib/services/people/add-person";
import { listPeople } from "@/lib/services/people/list-people";
import { disablePerson, resetPassword } from "@/lib/services/people/shut-out";
import { signOut, signOutEverywhere } from "@/lib/services/people/sign-out";
import { openTempOffice, type TempOffice } from "@/lib/services/testing/temp-office";

let office: TempOffice;
const author = { person: null, system: "cli", payerUid: null, correlationId: "r" };
const terms = () => ({ database: office.database, author });
const person = { email: " Ada@Example.com", name: "Ada ", passwordHash: "a hash", roles: ["administrator"] } as const;

beforeAll(async () => {
  office = await openTempOffice();
});
afterAll(() => office.close());

const open = (id: string, personId: string) =>
  office.database.transaction((tx) => {
    const now = Date.now();
    return insertSession(tx, { id, personId, at: instant(now), expiresAt: instant(now + 60_000) });
  });
const isOpen = async (id: string) =>
  (await sessionPerson(office.database.read, id, instant(Date.now() + 1_000))) !== null;

test("a person is added once, under one spelling; the log has the roles and neither name nor e-mail", async () => {
  await addPerson(terms(), person);
  await expect(addPerson(terms(), { ...person, email: "ADA@example.com" })).rejects.toMatchObject({ code: "conflict" });
  await expect(addPerson(terms(), { ...person, email: "ada", name: " " })).rejects.toMatchObject({
    code: "bad_input",
    fields: ["email", "name"],
  });
  const [row, ...more] = await office.log();
  expect(more).toEqual([]);
  expect(row).toMatchObject({ action: "person.add", system: "cli", detail: '{"roles":["administrator"]}' });
});

test("people are listed for administrators", async () => {
  const admin = office.context(office.actor("ada", ["administrator"]));
  expect(await listPeople(admin)).toMatchObject([
    { email: "ada@example.com", name: "Ada", roles: ["administrator"], disabledAt: null, lastSeenAt: null },
  ]);
  const auditor = office.context(office.actor("ines", ["auditor"]));
  await expect(listPeople(auditor)).rejects.toMatchObject({ code: "forbidden" });
});

test("another password and being disabled end every session", async () => {
  const [ada] = await office.database.read.selectFrom("person").selectAll().execute();
  if (!ada) throw new Error("nobody");
  await open("one", ada.id);
  await resetPassword(terms(), "ada@example.com", "another hash");
  expect(await isOpen("one")).toBe(false);
  await open("two", ada.id);
  await disablePerson(terms(), "ada@example.com");
  expect(await isOpen("two")).toBe(false);
  await expect(disablePerson(terms(), "nobody@example.com")).rejects.toMatchObject({ code: "not_found" });
  expect((await office.log()).slice(1).map(({ action, detail }) => [action, detail])).toEqual([
    ["person.reset_password", '{"sessions":1}'],
    ["person.disable", '{"sessions":1}'],
  ]);
});

test("signing out ends this session; everywhere ends all of one's own and nobody else's", async () => {
  for (const name of ["bob", "eve"]) await office.addPerson(`${name}@example.com`, ["viewer"]);
  for (const id of ["here", "phone", "tablet"]) await open(id, "bob");
  await open("eves", "eve");
  const here = office.context({ ...office.actor("bob", ["viewer"]), sessionId: "here" });
  await signOut(here, {});
  expect([await isOpen("here"), await isOpen("phone")]).toEqual([false, true]);
  expect(await signOutEverywhere(here, {})).toEqual({ sessions: 2 });
  expect([await isOpen("phone"), await isOpen("tablet"), await isOpen("eves")]).toEqual([false, false, true]);
});
