import { afterAll, beforeAll, expect, test } from "vitest";
import { sessionActor } from "@/lib/auth/session-actor";
import { setDisabled } from "@/lib/db/queries/people";
import { replaceScope } from "@/lib/db/queries/scope";
import { insertSession, revokeSession, revokeSessionsOf } from "@/lib/db/queries/sessions";
import { noon, openTempDatabase, type TempDatabase } from "@/lib/db/testing/temp-database";
import { instant } from "@/lib/domain/ids";
import type { MemberScope } from "@/lib/domain/policy";

let temp: TempDatabase;
beforeAll(async () => {
  temp = await openTempDatabase();
  await temp.addPerson("ada@example.com", ["requester"]);
  // Known already: nothing is written at a session's first use.
  await temp.database.transaction((tx) => tx.updateTable("person").set({ language: "en" }).execute());
});
afterAll(() => temp.close());

const open = (id: string) =>
  temp.database.transaction((tx) =>
    insertSession(tx, { id, personId: "ada", at: instant(noon), expiresAt: instant(noon + 1_000_000) }),
  );
const idleMs = 2 * 3_600_000;
const actor = (id: string, now = noon, isUse = true) =>
  sessionActor(temp.database, id, { now, idleMs, isUse, language: "en" });

test("a session gives its person with the roles and accounts of now", async () => {
  await open("one");
  expect(await actor("one")).toEqual({
    id: "ada",
    name: "ada@example.com",
    email: "ada@example.com",
    roles: new Set(["requester"]),
    payers: new Set([temp.payer]),
    scope: { kind: "all" },
    sessionId: "one",
    confirmedAt: instant(noon),
  });
  expect(await actor("none")).toBeNull();
});

test("a changed role, even an unknown one, takes effect on the next request", async () => {
  await temp.database.transaction(async (tx) => {
    await tx.updateTable("person_role").set({ role: "auditor" }).where("person_id", "=", "ada").execute();
    await tx.insertInto("person_role").values({ person_id: "ada", role: "owner" }).execute();
  });
  expect((await actor("one"))?.roles).toEqual(new Set(["auditor"]));
});

test("whose members a person sees is as it is now, too; a scope that names nobody is refused", async () => {
  const replace = (scope: MemberScope) => temp.database.transaction((tx) => replaceScope(tx, "ada", scope));
  const scope = { kind: "some", owners: ["Ada", "Bob"], costCentres: ["42"] } as const;
  await replace({ ...scope, owners: ["Bob", "Ada", "Bob"] });
  expect((await actor("one"))?.scope).toEqual(scope);
  await expect(replace({ kind: "some", owners: [], costCentres: [] })).rejects.toThrow("names at least one");
  await expect(replace({ kind: "some", owners: [""], costCentres: [] })).rejects.toThrow("none of them is empty");
  expect((await actor("one"))?.scope).toEqual(scope);
  // What another version wrote gives nothing, rather than everything.
  await temp.database.transaction((tx) =>
    tx.updateTable("person_scope").set({ kind: "region" }).where("person_id", "=", "ada").execute(),
  );
  expect((await actor("one"))?.scope).toEqual({ kind: "some", owners: [], costCentres: [] });
  await replace({ kind: "all" });
  expect((await actor("one"))?.scope).toEqual({ kind: "all" });
});

test("a session ends by its time, by revocation and with its person", async () => {
  expect(await actor("one", noon + 1_000_000)).toBeNull();
  await open("two");
  await temp.database.transaction((tx) => revokeSession(tx, "one", instant(noon)));
  expect(await actor("one")).toBeNull();
  expect(await actor("two")).not.toBeNull();
  await open("three");
  expect(await temp.database.transaction((tx) => revokeSessionsOf(tx, "ada", instant(noon)))).toBe(2);
  expect(await actor("three")).toBeNull();
  await open("four");
  await temp.database.transaction((tx) => setDisabled(tx, "ada", instant(noon)));
  expect(await actor("four")).toBeNull();
});

test("last use is kept to the minute", async () => {
  await temp.database.transaction((tx) => setDisabled(tx, "ada", null));
  const seen = async () => {
    const row = await temp.database.read.selectFrom("session").select("last_seen_at").where("id", "=", "four");
    return (await row.executeTakeFirstOrThrow()).last_seen_at;
  };
  await actor("four", noon + 30_000);
  expect(await seen()).toBe(instant(noon));
  await actor("four", noon + 61_000);
  expect(await seen()).toBe(instant(noon + 61_000));
});

test("a session ends without use; what a page reads by itself is none, and twelve hours end it whatever happens", async () => {
  await open("five");
  const minute = 60_000;
  expect(await actor("five", noon + 10 * minute)).not.toBeNull();
  expect(await actor("five", noon + 129 * minute, false)).not.toBeNull();
  expect(await actor("five", noon + 130 * minute)).toBeNull();
  await open("six");
  let last = noon;
  for (let now = noon + 10 * minute; (await actor("six", now)) !== null; now += 100 * minute) last = now;
  expect(last).toBe(noon + 710 * minute);
  expect(await actor("six", noon + 719 * minute)).not.toBeNull();
  expect(await actor("six", noon + 720 * minute)).toBeNull();
});
