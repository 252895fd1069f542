import { randomUUID } from "node:crypto";
import type { Tx } from "@/lib/db/database";
import { appendAudit } from "@/lib/db/queries/audit";
import { insertSession, type SignedInBy } from "@/lib/db/queries/sessions";
import { type Instant, instant } from "@/lib/domain/ids";

/** A session ends after a working day, whatever happens in it. */
export const sessionMs = 12 * 60 * 60_000;

interface Opening {
  readonly personId: string;
  readonly via: SignedInBy;
  /** When the person last showed that it is them; `null`: not known. */
  readonly confirmedAt: Instant | null;
  readonly device: string | null;
  readonly correlationId: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** How they signed in, for the log. */
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** Opens a session and writes it into the log. Gives its id. */
export async function openSession(tx: Tx, opening: Opening): Promise<string> {
  const { personId, via, confirmedAt, device, correlationId, now, detail = {} } = opening;
  const id = randomUUID();
  const at = instant(now);
  await insertSession(tx, { id, personId, at, expiresAt: instant(now + sessionMs), confirmedAt, via, device });
  await appendAudit(
    tx,
    { person: { id: personId }, payerUid: null, correlationId },
    { action: "session.sign_in", entity: `person:${personId}`, detail },
  );
  return id;
}
