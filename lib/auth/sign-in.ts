import { openSession, type SessionTerms, termsOf } from "@/lib/auth/open-session";
import { passwordLength, verifyPassword } from "@/lib/auth/passwords";
import { countTry, forgive, throttleKeys } from "@/lib/auth/throttle";
import { passwordMark, sealTicket } from "@/lib/auth/ticket";
import type { Database } from "@/lib/db/database";
import { appendSparingly } from "@/lib/db/queries/append-sparingly";
import { type AuditAuthor, appendAudit } from "@/lib/db/queries/audit";
import { personByEmail } from "@/lib/db/queries/people";
import { secondFactorOf } from "@/lib/db/queries/second-factors";
import { instant } from "@/lib/domain/ids";

export interface SignInAttempt extends SessionTerms {
  readonly email: string;
  readonly password: string;
  /** Where it came from, as far as that is known. */
  readonly address: string;
  /** Keys the digests of the throttle, and seals the ticket. */
  readonly secret: string;
}

export type SignInResult =
  | { readonly kind: "signed_in"; readonly sessionId: string }
  /** Wrong password, unknown person, disabled person: nobody is told which. */
  | { readonly kind: "wrong" }
  /** The password was right, and a code is asked for; the ticket says so to `secondStep`. */
  | { readonly kind: "code_wanted"; readonly ticket: string }
  | { readonly kind: "throttled"; readonly seconds: number };

/** Signs a person in: throttle, password, session or ticket, audit. A failed write throws, and nobody is signed in. */
export async function signIn(database: Database, attempt: SignInAttempt): Promise<SignInResult> {
  const at = instant(attempt.now);
  const keys = throttleKeys(attempt.secret, attempt.email, attempt.address);
  const stranger: AuditAuthor = {
    person: null,
    system: "sign-in",
    payerUid: null,
    correlationId: attempt.correlationId,
  };
  const person = await personByEmail(database.read, attempt.email);
  // Whose name was tried is evidence; that it was them is not proven, so they are the entity and not the author.
  const tried = person ? { entity: `person:${person.id}` } : { detail: { email: keys.email } };
  const waitMs = await database.transaction((tx) => countTry(tx, keys, at));
  if (waitMs > 0) {
    const same = { what: "session.sign_in", from: keys.address, now: attempt.now };
    await appendSparingly(database, same, stranger, { action: "session.sign_in", outcome: "refused", ...tried });
    return { kind: "throttled", seconds: Math.ceil(waitMs / 1_000) };
  }
  const sane = attempt.password.length <= passwordLength.most;
  const right = sane && (await verifyPassword(person?.passwordHash ?? null, attempt.password));
  return database.transaction(async (tx) => {
    // Read again: the person may have been disabled while the password was being checked.
    const current = right && person ? await personByEmail(tx, person.email) : null;
    if (!current || current.disabledAt !== null) {
      await appendAudit(tx, stranger, { action: "session.sign_in", outcome: "denied", ...tried });
      return { kind: "wrong" } as const;
    }
    await forgive(tx, keys, at);
    const { now, secret } = attempt;
    const { id: personId, passwordHash } = current;
    const factor = await secondFactorOf(tx, personId);
    if (factor?.confirmedAt && passwordHash !== null)
      return {
        kind: "code_wanted",
        ticket: sealTicket(secret, { personId, password: passwordMark(passwordHash) }, now),
      } as const;
    const opening = { ...termsOf(attempt), personId, via: "password", confirmedAt: at } as const;
    return { kind: "signed_in", sessionId: await openSession(tx, opening) } as const;
  });
}
