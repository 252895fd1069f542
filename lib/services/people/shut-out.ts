import type { Database, Tx } from "@/lib/db/database";
import { type AuditAuthor, appendAudit } from "@/lib/db/queries/audit";
import { type PersonRecord, personByEmail, setDisabled, setPasswordHash } from "@/lib/db/queries/people";
import { revokeSessionsOf } from "@/lib/db/queries/sessions";
import { AppError } from "@/lib/domain/errors";
import { type Instant, instant } from "@/lib/domain/ids";

interface Terms {
  readonly database: Database;
  readonly author: AuditAuthor;
}

/** Finds a person, changes something that their open sessions must not survive, and writes it down. */
async function endingSessions(
  { database, author }: Terms,
  email: string,
  action: string,
  change: (tx: Tx, person: PersonRecord, at: Instant) => Promise<void>,
): Promise<void> {
  const at = instant(Date.now());
  await database.transaction(async (tx) => {
    const person = await personByEmail(tx, email);
    if (!person) throw new AppError("not_found");
    await change(tx, person, at);
    const sessions = await revokeSessionsOf(tx, person.id, at);
    await appendAudit(tx, author, { action, entity: `person:${person.id}`, detail: { sessions } });
  });
}

/** Shuts a person out from the next request on. Throws `not_found`. */
export const disablePerson = (terms: Terms, email: string): Promise<void> =>
  endingSessions(terms, email, "person.disable", (tx, person, at) => setDisabled(tx, person.id, at));

/** Gives a person another password and ends their sessions. Throws `not_found`. */
export const resetPassword = (terms: Terms, email: string, passwordHash: string): Promise<void> =>
  endingSessions(terms, email, "person.reset_password", (tx, person) => setPasswordHash(tx, person.id, passwordHash));
