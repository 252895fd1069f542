import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { invitedPerson } from "@/lib/db/queries/invitations";
import { personById, rightsOf } from "@/lib/db/queries/people";
import { insertSession, sessionPerson } from "@/lib/db/queries/sessions";
import { instant, type Uid } from "@/lib/domain/ids";
import { invitationDigest } from "@/lib/domain/invitation-digest";
import { everyMember, type Role } from "@/lib/domain/policy";
import type { Context } from "@/lib/services/context";
import { addPerson } from "@/lib/services/people/add-person";
import { inviteAgain, invitePerson } from "@/lib/services/people/invite-person";
import { listPeople } from "@/lib/services/people/list-people";
import { setRights } from "@/lib/services/people/set-rights";
import { disablePerson, endSessionsOf, resetPassword, setPersonDisabled } from "@/lib/services/people/shut-out";
import { signOut, signOutEverywhere } from "@/lib/services/people/sign-out";
import { changePolicy } from "@/lib/services/settings/second-person-settings";
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

describe("rights", () => {
  let admin: Context;
  const rightsInput = async (name: string, roles: readonly Role[], accounts: readonly Uid[] | null = null) => {
    const known = await personById(office.database.read, name);
    return { personId: name, roles, accounts, scope: everyMember, version: known?.version ?? -1 };
  };
  const held = (name: string) => rightsOf(office.database.read, name);
  beforeAll(async () => {
    await office.addPerson("root@example.com", ["administrator"]);
    await office.addPerson("dora@example.com", ["viewer"]);
    admin = office.context(office.actor("root", ["administrator"]));
  });

  test("take effect on the next request, with before and after in the log, and who granted them", async () => {
    await open("doras", "dora");
    expect(await setRights(admin, await rightsInput("dora", ["viewer", "requester"], [office.payer]))).toEqual({
      approvalId: null,
    });
    const actor = await sessionPerson(office.database.read, "doras", instant(Date.now()));
    expect(actor?.roles).toEqual(["viewer", "requester"]);
    expect((await office.log()).at(-1)).toMatchObject({
      action: "person.rights",
      entity: "person:dora",
      detail: JSON.stringify({
        after: { accounts: [office.payer], roles: ["viewer", "requester"], scope: everyMember },
        before: { accounts: null, roles: ["viewer"], scope: everyMember },
      }),
    });
    const grants = await office.database.read.selectFrom("person_grant").selectAll().execute();
    expect(grants).toMatchObject([{ person_id: "dora", granted: "requester", granted_by: "root" }]);
  });

  test("are not one's own to change, not overwritten unseen, and not more than one has", async () => {
    await expect(setRights(admin, await rightsInput("root", ["viewer"]))).rejects.toMatchObject({ code: "own_rights" });
    const old = { ...(await rightsInput("dora", ["viewer"])), version: 0 };
    await expect(setRights(admin, old)).rejects.toMatchObject({ code: "conflict" });
    await office.addPerson("part@example.com", ["administrator"]);
    await setRights(admin, await rightsInput("part", ["administrator"], [office.payer]));
    const part = office.context(office.actor("part", ["administrator"]));
    await expect(setRights(part, await rightsInput("dora", ["viewer"], null))).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(setPersonDisabled(part, { personId: "root", disabled: true })).rejects.toMatchObject({
      code: "forbidden",
    });
  });

  test("may be cut to the members of some owners, and to nobody's not by mistake", async () => {
    const cut = { kind: "some", owners: [" Li  Wei "], costCentres: [""] } as const;
    await setRights(admin, { ...(await rightsInput("dora", ["viewer"])), scope: cut });
    expect((await held("dora")).scope).toEqual({ kind: "some", owners: ["Li Wei"], costCentres: [] });
    const nobody = { kind: "some", owners: [" "], costCentres: [] } as const;
    await expect(setRights(admin, { ...(await rightsInput("dora", ["viewer"])), scope: nobody })).rejects.toMatchObject(
      {
        code: "bad_input",
        fields: ["scope"],
      },
    );
    await setRights(admin, await rightsInput("dora", ["viewer", "requester"]));
  });

  test("an administrator of every account is always left", async () => {
    const [ada] = await office.database.read
      .selectFrom("person")
      .select("id")
      .where("email", "=", "ada@example.com")
      .execute();
    await setPersonDisabled(admin, { personId: ada?.id ?? "", disabled: true }).catch(() => undefined);
    const part = office.context(office.actor("part", ["administrator"]));
    await setRights(admin, await rightsInput("part", ["administrator"]));
    await setRights(part, await rightsInput("root", ["administrator", "viewer"]));
    await setPersonDisabled(part, { personId: "root", disabled: true });
    // Whoever asks in the moment in which another was shut out.
    const gone = office.context(office.actor("root", ["administrator"]));
    const last = { code: "last_administrator" };
    await expect(setRights(gone, await rightsInput("part", ["viewer"]))).rejects.toMatchObject(last);
    await expect(setPersonDisabled(gone, { personId: "part", disabled: true })).rejects.toMatchObject(last);
    expect(await held("part")).toMatchObject({ roles: ["administrator"] });
    await setPersonDisabled(part, { personId: "root", disabled: false });
  });

  test("a strong role wants a second person where they are on, and none beside it that must not meet it", async () => {
    await expect(changePolicy(admin, { on: true, acts: {} })).rejects.toMatchObject({ code: "no_approver" });
    await office.addPerson("amir@example.com", ["approver"]);
    await changePolicy(admin, { on: true, acts: {} });
    const { approvalId } = await setRights(admin, await rightsInput("dora", ["approver"]));
    expect(approvalId).not.toBeNull();
    expect((await held("dora")).roles).toEqual(["viewer", "requester"]);
    await expect(setRights(admin, await rightsInput("dora", ["administrator", "approver"]))).rejects.toMatchObject({
      code: "segregation",
    });
    expect(await setRights(admin, await rightsInput("dora", ["viewer"]))).toEqual({ approvalId: null });
  });

  test("an invited person has no role, joins once by their link, and has whoever let them in written down", async () => {
    const { personId, token } = await invitePerson(admin, { email: "Nina@Example.com", name: "Nina" });
    await expect(invitePerson(admin, { email: "nina@example.com", name: "N" })).rejects.toMatchObject({
      code: "conflict",
      fields: ["email"],
    });
    const digest = invitationDigest(token);
    expect(await invitedPerson(office.database.read, digest, instant(Date.now()))).toMatchObject({ name: "Nina" });
    expect(await invitedPerson(office.database.read, digest, instant(Date.now() + 72 * 3_600_000))).toBeNull();
    expect(JSON.stringify(await office.log())).not.toContain(token);
    const again = await inviteAgain(admin, { personId });
    expect(await invitedPerson(office.database.read, digest, instant(Date.now()))).toBeNull();
    const now = invitationDigest(again.token);
    expect(await invitedPerson(office.database.read, now, instant(Date.now()))).toMatchObject({ id: personId });
    await setPersonDisabled(admin, { personId, disabled: true });
    expect(await invitedPerson(office.database.read, now, instant(Date.now()))).toBeNull();
    const grants = await office.database.read
      .selectFrom("person_grant")
      .select(["granted", "granted_by"])
      .where("person_id", "=", personId)
      .execute();
    expect(grants).toEqual([
      { granted: "account", granted_by: "root" },
      { granted: "account", granted_by: "root" },
    ]);
    // Nobody gets a link to be somebody who can sign in, or who was never invited.
    for (const name of ["dora", "part"])
      await expect(inviteAgain(admin, { personId: name })).rejects.toMatchObject({ code: "conflict" });
  });

  test("an administrator ends another's sessions", async () => {
    await open("doras laptop", "dora");
    expect(await endSessionsOf(admin, { personId: "dora" })).toEqual({ sessions: 2 });
    expect(await isOpen("doras laptop")).toBe(false);
    await expect(endSessionsOf(admin, { personId: "root" })).rejects.toMatchObject({ code: "own_rights" });
  });
});
