import { randomUUID } from "node:crypto";
import { passwordLength, verifyPassword } from "@/lib/auth/passwords";
import { countTry, forgive, throttleKeys } from "@/lib/auth/throttle";
import type { Database } from "@/lib/db/database";
import { appendSparingly } from "@/lib/db/queries/append-sparingly";
import { type AuditAuthor, appendAudit } from "@/lib/db/queries/audit";
import { personByEmail } from "@/lib/db/queries/people";
import { insertSession } from "@/lib/db/queries/sessions";
import { instant } from "@/lib/domain/ids";

/** A session ends after a working day, whatever happens in it. */
export const sessionMs = 12 * 60 * 60_000;

export interface SignInAttempt {
  readonly email: string;
  readonly password: string;
  /** Where it came from, as far as that is known. */
  readonly address: string;
  readonly correlationId: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Keys the digests of the throttle. */
  readonly secret: string;
}

export type SignInResult =
  | { readonly kind: "signed_in"; readonly sessionId: string }
  /** Wrong password, unknown person, disabled person: nobody is told which. */
  | { readonly kind: "wrong" }
  | { readonly kind: "throttled"; readonly seconds: number };

/** Signs a person in: throttle, password, session, audit. A failed write throws, and nobody is signed in. */
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
    const sessionId = randomUUID();
    await insertSession(tx, {
      id: sessionId,
      personId: current.id,
      at,
      expiresAt: instant(attempt.now + sessionMs),
    });
    await forgive(tx, keys, at);
    await appendAudit(
      tx,
      { person: { id: current.id }, payerUid: null, correlationId: attempt.correlationId },
      { action: "session.sign_in", entity: `person:${current.id}` },
    );
    return { kind: "signed_in", sessionId } as const;
  });
}
