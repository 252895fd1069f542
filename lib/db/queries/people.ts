import { randomUUID } from "node:crypto";
import type { Queryable, Tx } from "@/lib/db/database";
import { accountUids } from "@/lib/db/queries/accounts";
import { replaceScope, scopeOf, scopes } from "@/lib/db/queries/scope";
import type { Schema } from "@/lib/db/schema";
import type { Instant, Uid } from "@/lib/domain/ids";
import { everyMember, type MemberScope, type Role, roles } from "@/lib/domain/policy";
import type { Person } from "@/lib/domain/views/person";

export interface PersonRecord {
  readonly id: string;
  /** Lower case: the name under which a person signs in. */
  readonly email: string;
  readonly name: string;
  /** `null`: no password sign-in. */
  readonly passwordHash: string | null;
  readonly createdAt: Instant;
  readonly disabledAt: Instant | null;
  /** Raised with every change of the person's rights. */
  readonly version: number;
  /** Of the desk's languages the one that they last used; `null`: not known. */
  readonly language: string | null;
}

/** How an e-mail is compared and stored. */
export const normalEmail = (email: string): string => email.trim().normalize("NFKC").toLowerCase();

/** The roles that are known; a role that an older or newer version wrote gives no right. */
export const knownRoles = (names: readonly string[]): readonly Role[] => roles.filter((role) => names.includes(role));

const personOf = (row: Schema["person"]): PersonRecord => ({
  id: row.id,
  email: row.email,
  name: row.name,
  passwordHash: row.password_hash,
  createdAt: row.created_at as Instant,
  disabledAt: row.disabled_at as Instant | null,
  version: row.version,
  language: row.language,
});

export async function personByEmail(db: Queryable, email: string): Promise<PersonRecord | null> {
  const row = await db.selectFrom("person").selectAll().where("email", "=", normalEmail(email)).executeTakeFirst();
  return row ? personOf(row) : null;
}

export async function personById(db: Queryable, id: string): Promise<PersonRecord | null> {
  const row = await db.selectFrom("person").selectAll().where("id", "=", id).executeTakeFirst();
  return row ? personOf(row) : null;
}

/** What a person may do: their roles, the accounts that they are limited to, `null` for all, and whose members they see. */
export interface Rights {
  readonly roles: readonly Role[];
  readonly accounts: readonly Uid[] | null;
  readonly scope: MemberScope;
}

const accountsIn = (rows: readonly { readonly payer_uid: string }[]): readonly Uid[] | null =>
  rows.length === 0 ? null : rows.map(({ payer_uid }) => payer_uid as Uid).sort();

export async function rightsOf(db: Queryable, personId: string): Promise<Rights> {
  const held = await db.selectFrom("person_role").select("role").where("person_id", "=", personId).execute();
  const limited = await db.selectFrom("person_account").select("payer_uid").where("person_id", "=", personId).execute();
  return {
    roles: knownRoles(held.map(({ role }) => role)),
    accounts: accountsIn(limited),
    scope: await scopeOf(db, personId),
  };
}

/** The accounts that a person sees: those that they are limited to, else every one. */
export async function payersOf(db: Queryable, personId: string): Promise<ReadonlySet<Uid>> {
  const { accounts } = await rightsOf(db, personId);
  const known = await accountUids(db);
  return new Set(known.filter((uid) => accounts?.includes(uid) ?? true));
}

/** Puts rights in place of the ones a person has, and writes down who granted what is new. */
export async function replaceRights(
  tx: Tx,
  personId: string,
  rights: Rights,
  grant: { readonly by: string; readonly at: Instant },
): Promise<void> {
  const before = await rightsOf(tx, personId);
  await tx.deleteFrom("person_role").where("person_id", "=", personId).execute();
  await tx.deleteFrom("person_account").where("person_id", "=", personId).execute();
  if (rights.roles.length > 0)
    await tx
      .insertInto("person_role")
      .values(rights.roles.map((role) => ({ person_id: personId, role })))
      .execute();
  if (rights.accounts !== null)
    await tx
      .insertInto("person_account")
      .values(rights.accounts.map((payer_uid) => ({ person_id: personId, payer_uid })))
      .execute();
  await replaceScope(tx, personId, rights.scope);
  for (const role of rights.roles.filter((one) => !before.roles.includes(one)))
    await insertGrant(tx, personId, role, grant);
  await tx
    .updateTable("person")
    .set((e) => ({ version: e("version", "+", 1) }))
    .where("id", "=", personId)
    .execute();
}

/** Writes down that somebody let a person in (`account`), or gave them a role. */
export async function insertGrant(
  tx: Tx,
  personId: string,
  granted: Role | "account",
  { by, at }: { readonly by: string; readonly at: Instant },
): Promise<void> {
  await tx
    .insertInto("person_grant")
    .values({ id: randomUUID(), person_id: personId, granted, granted_by: by, at })
    .execute();
}

/** How many people besides this one could manage people: enabled administrators of every account and member. */
export async function otherAdministrators(db: Queryable, personId: string): Promise<number> {
  const { count } = await db
    .selectFrom("person")
    .innerJoin("person_role", "person_role.person_id", "person.id")
    .select((e) => e.fn.countAll<number>().as("count"))
    .where("person_role.role", "=", "administrator")
    .where("person.disabled_at", "is", null)
    .where("person.id", "!=", personId)
    .where((e) =>
      e.not(
        e.exists(
          e
            .selectFrom("person_account")
            .select("person_account.payer_uid")
            .whereRef("person_account.person_id", "=", "person.id"),
        ),
      ),
    )
    .where((e) =>
      e.not(
        e.exists(
          e.selectFrom("person_scope").select("person_scope.kind").whereRef("person_scope.person_id", "=", "person.id"),
        ),
      ),
    )
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** What a person is called; null: there is no such person any more. */
export async function personName(db: Queryable, personId: string): Promise<string | null> {
  const row = await db.selectFrom("person").select("name").where("id", "=", personId).executeTakeFirst();
  return row?.name ?? null;
}

/** Everybody, by name. */
export async function everyPerson(db: Queryable, at: Instant): Promise<readonly Person[]> {
  const people = await db.selectFrom("person").selectAll().orderBy("name").orderBy("id").execute();
  const held = await db.selectFrom("person_role").selectAll().execute();
  const seen = await db
    .selectFrom("session")
    .select((e) => ["person_id", e.fn.max("last_seen_at").as("at")])
    .groupBy("person_id")
    .execute();
  const limits = await db.selectFrom("person_account").selectAll().execute();
  const open = await db
    .selectFrom("session")
    .select((e) => ["person_id", e.fn.countAll<number>().as("count")])
    .where("revoked_at", "is", null)
    .where("expires_at", ">", at)
    .groupBy("person_id")
    .execute();
  const invited = await db.selectFrom("invitation").select("person_id").where("used_at", "is", null).execute();
  const factors = await db
    .selectFrom("second_factor")
    .select("person_id")
    .where("confirmed_at", "is not", null)
    .execute();
  const identities = await db.selectFrom("identity").select("person_id").execute();
  const cut = await scopes(db);
  return people.map((row) => ({
    id: row.id,
    email: row.email,
    name: row.name,
    roles: knownRoles(held.filter(({ person_id }) => person_id === row.id).map(({ role }) => role)),
    accounts: accountsIn(limits.filter(({ person_id }) => person_id === row.id)),
    scope: cut.get(row.id) ?? everyMember,
    disabledAt: row.disabled_at as Instant | null,
    version: row.version,
    invited: row.password_hash === null && invited.some(({ person_id }) => person_id === row.id),
    secondStep: factors.some(({ person_id }) => person_id === row.id),
    byCompany: identities.some(({ person_id }) => person_id === row.id),
    sessions: Number(open.find(({ person_id }) => person_id === row.id)?.count ?? 0),
    lastSeenAt: (seen.find(({ person_id }) => person_id === row.id)?.at ?? null) as Instant | null,
  }));
}

export async function insertPerson(
  tx: Tx,
  person: { id: string; email: string; name: string; passwordHash: string | null; at: Instant; roles: readonly Role[] },
): Promise<void> {
  await tx
    .insertInto("person")
    .values({
      id: person.id,
      email: normalEmail(person.email),
      name: person.name,
      password_hash: person.passwordHash,
      created_at: person.at,
      disabled_at: null,
      version: 0,
      language: null,
    })
    .execute();
  if (person.roles.length > 0)
    await tx
      .insertInto("person_role")
      .values(person.roles.map((role) => ({ person_id: person.id, role })))
      .execute();
}

export async function setPasswordHash(tx: Tx, personId: string, passwordHash: string): Promise<void> {
  await tx.updateTable("person").set({ password_hash: passwordHash }).where("id", "=", personId).execute();
}

export async function setDisabled(tx: Tx, personId: string, at: Instant | null): Promise<void> {
  await tx.updateTable("person").set({ disabled_at: at }).where("id", "=", personId).execute();
}
