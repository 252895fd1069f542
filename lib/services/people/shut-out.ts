import type { Database, Tx } from "@/lib/db/database";
import { secondPersonsAnywhere } from "@/lib/db/queries/approvals";
import { type AuditAuthor, appendAudit } from "@/lib/db/queries/audit";
import {
  insertGrant,
  otherAdministrators,
  type PersonRecord,
  personByEmail,
  rightsOf,
  setDisabled,
  setPasswordHash,
} from "@/lib/db/queries/people";
import { removeSecondFactor } from "@/lib/db/queries/second-factors";
import { revokeSessionsOf } from "@/lib/db/queries/sessions";
import { raise } from "@/lib/db/signal";
import { AppError } from "@/lib/domain/errors";
import { type Instant, instant } from "@/lib/domain/ids";
import { mustNotMeet } from "@/lib/domain/second-person";
import { voidApprovalsOf } from "@/lib/services/approvals/void-approvals";
import { authorOf, type Context } from "@/lib/services/context";
import { managedPerson } from "@/lib/services/people/managed-person";

interface Terms {
  readonly database: Database;
  readonly author: AuditAuthor;
}

/** Finds a person, changes something that their open sessions must not survive, and writes it down. */
async function endingSessions(
  { database, author }: Terms,
  email: string,
  action: string,
  change: (tx: Tx, person: PersonRecord, at: Instant) => Promise<unknown>,
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
  endingSessions(terms, email, "person.disable", async (tx, person, at) => {
    await setDisabled(tx, person.id, at);
    await voidApprovalsOf(tx, terms.author, person.id, at);
  });

/** Gives a person another password and ends their sessions. Throws `not_found`. */
export const resetPassword = (terms: Terms, email: string, passwordHash: string): Promise<void> =>
  endingSessions(terms, email, "person.reset_password", (tx, person) => setPasswordHash(tx, person.id, passwordHash));

const withoutTotp = async (tx: Tx, person: PersonRecord): Promise<void> => {
  if (!(await removeSecondFactor(tx, person.id))) throw new AppError("conflict");
};

/**
 * Takes a person's second step away, with its recovery codes, and ends their sessions: for who has lost the phone. Throws
 * `not_found`; without one in force it is `conflict`.
 */
export const resetTotpByEmail = (terms: Terms, email: string): Promise<void> =>
  endingSessions(terms, email, "person.reset_totp", withoutTotp);

/**
 * Shuts a person out from the next request on, with every session of theirs and what waits under their name; or lets them
 * in again, with the roles that they had. Throws `not_found`, `own_rights`, `last_administrator`, `forbidden`, `segregation`.
 */
export async function setPersonDisabled(
  context: Context,
  input: { readonly personId: string; readonly disabled: boolean },
): Promise<null> {
  await context.database.transaction(async (tx) => {
    const person = await managedPerson(tx, context, input.personId);
    if (input.disabled === (person.disabledAt !== null)) return;
    const at = instant(context.now());
    await setDisabled(tx, person.id, input.disabled ? at : null);
    if (!input.disabled) {
      // Roles that have come to exclude each other meanwhile; and whoever lets somebody in decides nothing for them.
      const { roles } = await rightsOf(tx, person.id);
      if (mustNotMeet(roles, (await secondPersonsAnywhere(tx)).length > 0)) throw new AppError("segregation");
      await insertGrant(tx, person.id, "account", { by: context.actor.id, at });
    }
    let sessions = 0;
    if (input.disabled) {
      if ((await otherAdministrators(tx, person.id)) === 0) throw new AppError("last_administrator");
      sessions = await revokeSessionsOf(tx, person.id, at);
      await voidApprovalsOf(tx, authorOf(context), person.id, at);
    }
    await appendAudit(tx, authorOf(context), {
      ...(input.disabled ? { action: "person.disable" } : { action: "person.enable" }),
      entity: `person:${person.id}`,
      detail: { sessions },
    });
  });
  context.wake();
  raise("changed");
  return null;
}

/** Ends every open session of a person. Gives how many there were. Throws `not_found`, `own_rights`, `forbidden`. */
export async function endSessionsOf(
  context: Context,
  input: { readonly personId: string },
): Promise<{ readonly sessions: number }> {
  return context.database.transaction(async (tx) => {
    const person = await managedPerson(tx, context, input.personId);
    const sessions = await revokeSessionsOf(tx, person.id, instant(context.now()));
    await appendAudit(tx, authorOf(context), {
      action: "person.sign_out",
      entity: `person:${person.id}`,
      detail: { sessions },
    });
    return { sessions };
  });
}

/**
 * Takes a person's second step away and ends their sessions. Throws `not_found`, `own_rights`, `forbidden`, and `conflict`
 * without one in force.
 */
export async function resetTotp(
  context: Context,
  input: { readonly personId: string },
): Promise<{ readonly sessions: number }> {
  return context.database.transaction(async (tx) => {
    const person = await managedPerson(tx, context, input.personId);
    await withoutTotp(tx, person);
    const sessions = await revokeSessionsOf(tx, person.id, instant(context.now()));
    await appendAudit(tx, authorOf(context), {
      action: "person.reset_totp",
      entity: `person:${person.id}`,
      detail: { sessions },
    });
    return { sessions };
  });
}
