import type { Queryable, Tx } from "@/lib/db/database";
import { knownRoles } from "@/lib/db/queries/people";
import { scopeOf } from "@/lib/db/queries/scope";
import type { Instant } from "@/lib/domain/ids";
import type { MemberScope, Role } from "@/lib/domain/policy";

export interface SessionPerson {
  readonly sessionId: string;
  readonly beganAt: Instant;
  readonly lastSeenAt: Instant;
  /** When the person last showed that it is them; `null`: not known. */
  readonly confirmedAt: Instant | null;
  readonly personId: string;
  readonly email: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly scope: MemberScope;
  /** Of the desk's languages the one that they last used; `null`: not known. */
  readonly language: string | null;
}

/** Who a session belongs to; `null` when it is unknown, ended, revoked, or its person is disabled. */
export async function sessionPerson(db: Queryable, sessionId: string, at: Instant): Promise<SessionPerson | null> {
  const row = await db
    .selectFrom("session")
    .innerJoin("person", "person.id", "session.person_id")
    .select([
      "session.created_at",
      "session.last_seen_at",
      "session.confirmed_at",
      "person.id",
      "person.email",
      "person.name",
      "person.language",
    ])
    .where("session.id", "=", sessionId)
    .where("session.revoked_at", "is", null)
    .where("session.expires_at", ">", at)
    .where("person.disabled_at", "is", null)
    .executeTakeFirst();
  if (!row) return null;
  const held = await db.selectFrom("person_role").select("role").where("person_id", "=", row.id).execute();
  return {
    sessionId,
    beganAt: row.created_at as Instant,
    lastSeenAt: row.last_seen_at as Instant,
    confirmedAt: row.confirmed_at as Instant | null,
    personId: row.id,
    email: row.email,
    name: row.name,
    roles: knownRoles(held.map(({ role }) => role)),
    scope: await scopeOf(db, row.id),
    language: row.language,
  };
}

/** How a session began: by a password of this desk, or by the company's provider. */
export type SignedInBy = "password" | "single_sign_on";

interface NewSession {
  readonly id: string;
  readonly personId: string;
  readonly at: Instant;
  readonly expiresAt: Instant;
  /** `null`: how long ago the person showed that it is them is not known; left out: just now. */
  readonly confirmedAt?: Instant | null;
  readonly via?: SignedInBy;
  readonly device?: string | null;
}

export async function insertSession(tx: Tx, session: NewSession): Promise<void> {
  await tx
    .insertInto("session")
    .values({
      id: session.id,
      person_id: session.personId,
      created_at: session.at,
      last_seen_at: session.at,
      expires_at: session.expiresAt,
      revoked_at: null,
      confirmed_at: session.confirmedAt === undefined ? session.at : session.confirmedAt,
      via: session.via ?? "password",
      device: session.device ?? null,
    })
    .execute();
}

/** A session was used, by a person who reads the desk in this language, and ends so much later. */
export async function touchSession(
  tx: Tx,
  { sessionId, personId }: Pick<SessionPerson, "sessionId" | "personId">,
  { at, expiresAt, language }: { readonly at: Instant; readonly expiresAt: Instant; readonly language: string },
): Promise<void> {
  await tx
    .updateTable("session")
    .set({ last_seen_at: at, expires_at: expiresAt })
    .where("id", "=", sessionId)
    .execute();
  await tx
    .updateTable("person")
    .set({ language })
    .where("id", "=", personId)
    .where((e) => e.or([e("language", "is", null), e("language", "!=", language)]))
    .execute();
}

/** The person has shown again that it is them. */
export async function confirmSession(tx: Tx, sessionId: string, at: Instant): Promise<void> {
  await tx.updateTable("session").set({ confirmed_at: at }).where("id", "=", sessionId).execute();
}

/** Ends one session. Gives whose it was and how it began, or `null` when there was nothing to end. */
export async function revokeSession(
  tx: Tx,
  sessionId: string,
  at: Instant,
): Promise<{ readonly personId: string; readonly via: SignedInBy } | null> {
  const ended = await tx
    .updateTable("session")
    .set({ revoked_at: at })
    .where("id", "=", sessionId)
    .where("revoked_at", "is", null)
    .returning(["person_id", "via"])
    .executeTakeFirst();
  return ended ? { personId: ended.person_id, via: viaOf(ended.via) } : null;
}

/** Ends every open session of a person, or every one `but` this. Gives how many there were. */
export async function revokeSessionsOf(tx: Tx, personId: string, at: Instant, but?: string): Promise<number> {
  const open = tx
    .updateTable("session")
    .set({ revoked_at: at })
    .where("person_id", "=", personId)
    .where("revoked_at", "is", null)
    .where("expires_at", ">", at);
  const ended = await (but === undefined ? open : open.where("id", "!=", but)).returning("id").execute();
  return ended.length;
}

const viaOf = (text: string): SignedInBy => (text === "single_sign_on" ? "single_sign_on" : "password");

export interface OpenSession {
  readonly id: string;
  readonly beganAt: Instant;
  /** To the minute. */
  readonly lastSeenAt: Instant;
  readonly expiresAt: Instant;
  readonly via: SignedInBy;
  readonly device: string | null;
}

/** The open sessions of a person, the last used first. */
export async function openSessionsOf(db: Queryable, personId: string, at: Instant): Promise<readonly OpenSession[]> {
  const rows = await db
    .selectFrom("session")
    .selectAll()
    .where("person_id", "=", personId)
    .where("revoked_at", "is", null)
    .where("expires_at", ">", at)
    .orderBy("last_seen_at", "desc")
    .orderBy("id")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    beganAt: row.created_at as Instant,
    lastSeenAt: row.last_seen_at as Instant,
    expiresAt: row.expires_at as Instant,
    via: viaOf(row.via),
    device: row.device,
  }));
}
