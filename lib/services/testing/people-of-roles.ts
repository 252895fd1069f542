import { insertDrift } from "@/lib/db/queries/observations";
import { insertPerson, replaceRights, setDisabled } from "@/lib/db/queries/people";
import { revokeSessionsOf } from "@/lib/db/queries/sessions";
import { instant } from "@/lib/domain/ids";
import { everyMember, type Role, roles } from "@/lib/domain/policy";
import type { Context } from "@/lib/services/context";
import { testPasswordHash } from "@/lib/services/testing/test-password";
import type { AccountThings, TwoAccounts } from "@/lib/services/testing/two-accounts";

/** How somebody who holds a role may stand to a request about the desk's first account. */
export const standings = ["at home", "scoped", "elsewhere", "disabled", "revoked"] as const;
export type Standing = (typeof standings)[number];

/** The id of the one person with this role who stands so: `scoped` to Sam's members, `elsewhere` to the other account. */
export const personId = (role: Role, standing: Standing): string => `${role} ${standing}`;

/** Somebody without a role, to be managed by others. */
export const managedId = "managed";

/** A person for each role and standing, and the one to be managed. Nobody is shut out yet: they sign in first. */
export async function addPeopleOfRoles({ database, other, actor }: TwoAccounts): Promise<void> {
  const at = instant(Date.now());
  await database.transaction(async (tx) => {
    const add = (id: string, held: readonly Role[]) =>
      insertPerson(tx, {
        id,
        name: id,
        email: `${id.replaceAll(" ", "-")}@example.com`,
        passwordHash: testPasswordHash,
        roles: held,
        at,
      });
    await add(managedId, []);
    for (const role of roles) {
      for (const standing of standings) await add(personId(role, standing), [role]);
      const grant = { by: actor.id, at };
      const elsewhere = { roles: [role], accounts: [other.payer], scope: everyMember };
      await replaceRights(tx, personId(role, "elsewhere"), elsewhere, grant);
      const scope = { kind: "some", owners: ["Sam"], costCentres: [] } as const;
      await replaceRights(tx, personId(role, "scoped"), { roles: [role], accounts: null, scope }, grant);
    }
  });
}

/** Disables those who are to be disabled, and ends the sessions of those who are only to lose them. */
export async function shutOut({ database }: TwoAccounts): Promise<void> {
  const at = instant(Date.now());
  await database.transaction(async (tx) => {
    for (const role of roles) {
      await setDisabled(tx, personId(role, "disabled"), at);
      await revokeSessionsOf(tx, personId(role, "revoked"), at);
    }
  });
}

/**
 * What a verb is given when the one with this role acts on the first account, in a time when they had every right: what they
 * made then is theirs.
 */
export function onceWithEveryRight(desk: TwoAccounts, role: Role, standing: Standing = "at home"): Context {
  const id = personId(role, standing);
  return { ...desk.context(desk.one.payer), actor: { ...desk.actor, id, name: id } };
}

/** Finds a difference on an account's quiet relation that nobody has looked at. */
export async function findDrift({ database }: TwoAccounts, { payer, relationId }: AccountThings): Promise<void> {
  const difference = {
    subject: "nickname",
    code: null,
    rawCode: null,
    before: "",
    after: "",
    cause: { kind: "outside" },
  } as const;
  await database.transaction((tx) =>
    insertDrift(tx, payer, [{ relationId, foundAt: instant(Date.now()), difference }]),
  );
}
