import type { Queryable, Tx } from "@/lib/db/database";
import { knownRoles } from "@/lib/db/queries/people";
import type { Instant } from "@/lib/domain/ids";
import type { Role } from "@/lib/domain/policy";

export interface SessionPerson {
  readonly sessionId: string;
  readonly lastSeenAt: Instant;
  readonly personId: string;
  readonly email: string;
  readonly name: string;
  readonly roles: readonly Role[];
}

/** Who a session belongs to; `null` when it is unknown, ended, revoked, or its person is disabled. */
export async function sessionPerson(db: Queryable, sessionId: string, at: Instant): Promise<SessionPerson | null> {
  const row = await db
    .selectFrom("session")
    .innerJoin("person", "person.id", "session.person_id")
    .select(["session.last_seen_at", "person.id", "person.email", "person.name"])
    .where("session.id", "=", sessionId)
    .where("session.revoked_at", "is", null)
    .where("session.expires_at", ">", at)
    .where("person.disabled_at", "is", null)
    .executeTakeFirst();
  if (!row) return null;
  const held = await db.selectFrom("person_role").select("role").where("person_id", "=", row.id).execute();
  return {
    sessionId,
    lastSeenAt: row.last_seen_at as Instant,
    personId: row.id,
    email: row.email,
    name: row.name,
    roles: knownRoles(held.map(({ role }) => role)),
  };
}

export async function insertSession(
  tx: Tx,
  session: { id: string; personId: string; at: Instant; expiresAt: Instant },
): Promise<void> {
  await tx
    .insertInto("session")
    .values({
      id: session.id,
      person_id: session.personId,
      created_at: session.at,
      last_seen_at: session.at,
      expires_at: session.expiresAt,
      revoked_at: null,
    })
    .execute();
}

export async function touchSession(tx: Tx, sessionId: string, at: Instant): Promise<void> {
  await tx.updateTable("session").set({ last_seen_at: at }).where("id", "=", sessionId).execute();
}

/** Ends one session. Gives its person, or `null` when there was nothing to end. */
export async function revokeSession(
  tx: Tx,
  sessionId: string,
  at: Instant,
): Promise<{ readonly id: string; readonly email: string } | null> {
  const ended = await tx
    .updateTable("session")
    .set({ revoked_at: at })
    .where("id", "=", sessionId)
    .where("revoked_at", "is", null)
    .returning("person_id")
    .executeTakeFirst();
  if (!ended) return null;
  return tx.selectFrom("person").select(["id", "email"]).where("id", "=", ended.person_id).executeTakeFirstOrThrow();
}

/** Ends every open session of a person. Gives how many there were. */
export async function revokeSessionsOf(tx: Tx, personId: string, at: Instant): Promise<number> {
  const ended = await tx
    .updateTable("session")
    .set({ revoked_at: at })
    .where("person_id", "=", personId)
    .where("revoked_at", "is", null)
    .where("expires_at", ">", at)
    .returning("id")
    .execute();
  return ended.length;
}
