import { openSession, type SessionTerms, termsOf } from "@/lib/auth/open-session";
import { acceptCode } from "@/lib/auth/second-factor";
import { countTry, forgive, throttleKeys } from "@/lib/auth/throttle";
import { openTicket, passwordMark } from "@/lib/auth/ticket";
import type { Database } from "@/lib/db/database";
import { appendSparingly } from "@/lib/db/queries/append-sparingly";
import { type AuditAuthor, appendAudit } from "@/lib/db/queries/audit";
import { personById } from "@/lib/db/queries/people";
import { recoveryCodesLeft, secondFactorOf } from "@/lib/db/queries/second-factors";
import { instant } from "@/lib/domain/ids";

interface CodeAttempt extends SessionTerms {
  /** What `signIn` gave for the right password. */
  readonly ticket: string;
  readonly code: string;
  /** Where it came from, as far as that is known. */
  readonly address: string;
  readonly secret: string;
}

type SecondStepResult =
  | { readonly kind: "signed_in"; readonly sessionId: string }
  /** Not the code, or one that was accepted before. */
  | { readonly kind: "wrong" }
  /** The ticket is too old, or what it says is not so any more: from the beginning. */
  | { readonly kind: "again" }
  | { readonly kind: "throttled"; readonly seconds: number };

/**
 * Signs a person in by their code, after their password. Codes have a throttle of their own, which a right password does
 * not forgive. A failed write throws, and nobody is signed in.
 */
export async function secondStep(database: Database, attempt: CodeAttempt): Promise<SecondStepResult> {
  const { secret, now, correlationId } = attempt;
  const ticket = openTicket(secret, attempt.ticket, now);
  if (!ticket) return { kind: "again" };
  const { personId } = ticket;
  const at = instant(now);
  const stranger: AuditAuthor = { person: null, system: "sign-in", payerUid: null, correlationId };
  const tried = { action: "session.sign_in", entity: `person:${personId}`, detail: { step: "code" } };
  const keys = throttleKeys(secret, `code ${personId}`, attempt.address);
  const waitMs = await database.transaction((tx) => countTry(tx, keys, at));
  if (waitMs > 0) {
    const same = { what: "session.sign_in code", from: keys.address, now };
    await appendSparingly(database, same, stranger, { ...tried, outcome: "refused" });
    return { kind: "throttled", seconds: Math.ceil(waitMs / 1_000) };
  }
  return database.transaction(async (tx) => {
    const person = await personById(tx, personId);
    const factor = await secondFactorOf(tx, personId);
    const holds =
      person?.passwordHash && person.disabledAt === null && passwordMark(person.passwordHash) === ticket.password;
    const accepted = holds && factor?.confirmedAt ? { ...attempt, personId, factor } : null;
    const by = accepted && (await acceptCode(tx, accepted));
    if (!by) {
      await appendAudit(tx, stranger, { ...tried, outcome: "denied" });
      return accepted ? ({ kind: "wrong" } as const) : ({ kind: "again" } as const);
    }
    await forgive(tx, keys, at);
    const detail = by === "recovery_code" ? { by, left: await recoveryCodesLeft(tx, personId) } : { by };
    const opening = { ...termsOf(attempt), personId, via: "password", confirmedAt: at, detail } as const;
    return { kind: "signed_in", sessionId: await openSession(tx, opening) } as const;
  });
}
