import { endsAt } from "@/lib/auth/open-session";
import type { Database } from "@/lib/db/database";
import { payersOf } from "@/lib/db/queries/people";
import { sessionPerson, touchSession } from "@/lib/db/queries/sessions";
import { instant, later, millis } from "@/lib/domain/ids";
import type { Locale } from "@/lib/domain/locale";
import type { Actor } from "@/lib/domain/policy";

/** Last use is for people to read: to the minute is enough, and a page view mostly writes nothing. */
const touchEveryMs = 60_000;

interface Use {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** After so long without use a session ends, in milliseconds. */
  readonly idleMs: number;
  /** Whether a person does something; a page that looks by itself is no use. */
  readonly isUse: boolean;
  /** Of the request; notices are written in it, until the person uses another. */
  readonly language: Locale;
}

/**
 * Who acts in a session, from the database as it is now: a revoked session, a disabled person, a changed role all
 * take effect on the next request. `null`: nobody.
 */
export async function sessionActor(
  database: Database,
  sessionId: string,
  { now, idleMs, isUse, language }: Use,
): Promise<Actor | null> {
  const at = instant(now);
  const found = await sessionPerson(database.read, sessionId, at);
  if (!found) return null;
  const isOld = found.lastSeenAt < later(at, -Math.min(touchEveryMs, idleMs / 2));
  if (isUse && (isOld || found.language !== language)) {
    const expiresAt = endsAt(millis(found.beganAt), now, idleMs);
    await database.transaction((tx) => touchSession(tx, found, { at, expiresAt, language }));
  }
  return {
    id: found.personId,
    name: found.name,
    email: found.email,
    roles: new Set(found.roles),
    payers: await payersOf(database.read, found.personId),
    scope: found.scope,
    sessionId,
    confirmedAt: found.confirmedAt,
  };
}
