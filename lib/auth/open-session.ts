import { randomUUID } from "node:crypto";
import type { Tx } from "@/lib/db/database";
import { appendAudit } from "@/lib/db/queries/audit";
import { insertSession, revokeSession, type SignedInBy } from "@/lib/db/queries/sessions";
import { type Instant, instant } from "@/lib/domain/ids";

/** A session ends after a working day, whatever happens in it. */
export const sessionMs = 12 * 60 * 60_000;

/** What the request that signs somebody in knows of the session to come. */
export interface SessionTerms {
  /** The browser and the system in a few words. */
  readonly device: string | null;
  /** The session that this browser has, which the new one replaces. */
  readonly replaces: string | null;
  /** After so long without use a session ends, in milliseconds. */
  readonly idleMs: number;
  readonly correlationId: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** When a session ends that is used now: after so long without use, and twelve hours after it began at the latest. */
export const endsAt = (beganAt: number, now: number, idleMs: number): Instant =>
  instant(Math.min(beganAt + sessionMs, now + idleMs));

/** These of whatever else a request knows. */
export const termsOf = ({ device, replaces, idleMs, correlationId, now }: SessionTerms): SessionTerms => ({
  device,
  replaces,
  idleMs,
  correlationId,
  now,
});

interface Opening extends SessionTerms {
  readonly personId: string;
  readonly via: SignedInBy;
  /** When the person last showed that it is them; `null`: not known. */
  readonly confirmedAt: Instant | null;
  /** How they signed in, for the log. */
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** Opens a session in place of the one that this browser has, and writes both into the log. Gives its id. */
export async function openSession(tx: Tx, opening: Opening): Promise<string> {
  const { personId, via, confirmedAt, device, correlationId, now, idleMs, detail = {} } = opening;
  if (opening.replaces !== null) await endReplaced(tx, opening.replaces, opening);
  const id = randomUUID();
  const at = instant(now);
  await insertSession(tx, { id, personId, at, expiresAt: endsAt(now, now, idleMs), confirmedAt, via, device });
  await appendAudit(
    tx,
    { person: { id: personId }, payerUid: null, correlationId },
    { action: "session.sign_in", entity: `person:${personId}`, detail },
  );
  return id;
}

/** Ends the session that a browser forgets, as another takes its place. */
async function endReplaced(tx: Tx, sessionId: string, { now, correlationId }: SessionTerms): Promise<void> {
  const ended = await revokeSession(tx, sessionId, instant(now));
  if (!ended) return;
  const author = { person: { id: ended.personId }, payerUid: null, correlationId };
  const event = { action: "session.sign_out", entity: `person:${ended.personId}`, detail: { replaced: true } };
  await appendAudit(tx, author, event);
}
