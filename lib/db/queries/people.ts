import type { Queryable, Tx } from "@/lib/db/database";
import type { Instant } from "@/lib/domain/ids";
import { type Role, roles } from "@/lib/domain/policy";

export interface PersonRecord {
  readonly id: string;
  /** Lower case: the name under which a person signs in. */
  readonly email: string;
  readonly name: string;
  /** `null`: no password sign-in. */
  readonly passwordHash: string | null;
  readonly createdAt: Instant;
  readonly disabledAt: Instant | null;
}

/** How an e-mail is compared and stored. */
export const normalEmail = (email: string): string => email.trim().normalize("NFKC").toLowerCase();

/** The roles that are known; a role that an older or newer version wrote gives no right. */
export const knownRoles = (names: readonly string[]): readonly Role[] => roles.filter((role) => names.includes(role));

export async function personByEmail(db: Queryable, email: string): Promise<PersonRecord | null> {
  const row = await db.selectFrom("person").selectAll().where("email", "=", normalEmail(email)).executeTakeFirst();
  if (!row) return null;
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    passwordHash: row.password_hash,
    createdAt: row.created_at as Instant,
    disabledAt: row.disabled_at as Instant | null,
  };
}

export interface PersonWithRoles {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly disabledAt: Instant | null;
  /** When a session of theirs was last used; `null`: never signed in. */
  readonly lastSeenAt: Instant | null;
}

/** Everybody, by name. */
export async function everyPerson(db: Queryable): Promise<readonly PersonWithRoles[]> {
  const people = await db.selectFrom("person").selectAll().orderBy("name").orderBy("id").execute();
  const held = await db.selectFrom("person_role").selectAll().execute();
  const seen = await db
    .selectFrom("session")
    .select((e) => ["person_id", e.fn.max("last_seen_at").as("at")])
    .groupBy("person_id")
    .execute();
  return people.map((row) => ({
    id: row.id,
    email: row.email,
    name: row.name,
    roles: knownRoles(held.filter(({ person_id }) => person_id === row.id).map(({ role }) => role)),
    disabledAt: row.disabled_at as Instant | null,
    lastSeenAt: (seen.find(({ person_id }) => person_id === row.id)?.at ?? null) as Instant | null,
  }));
}

export async function insertPerson(
  tx: Tx,
  person: { id: string; email: string; name: string; passwordHash: string; at: Instant; roles: readonly Role[] },
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
