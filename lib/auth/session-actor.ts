import type { Database } from "@/lib/db/database";
import { payersOf } from "@/lib/db/queries/people";
import { sessionPerson, touchSession } from "@/lib/db/queries/sessions";
import { instant, later } from "@/lib/domain/ids";
import type { Locale } from "@/lib/domain/locale";
import type { Actor } from "@/lib/domain/policy";

/** Last use is for people to read: to the minute is enough, and a page view mostly writes nothing. */
const touchEveryMs = 60_000;

/**
 * Who acts in a session, from the database as it is now: a revoked session, a disabled person, a changed role all
 * take effect on the next request. `null`: nobody. `now` in milliseconds since 1970. `language`: of the request; notices
 * are written in it, until the person uses another.
 */
export async function sessionActor(
  database: Database,
  sessionId: string,
  { now, language }: { readonly now: number; readonly language: Locale },
): Promise<Actor | null> {
  const at = instant(now);
  const found = await sessionPerson(database.read, sessionId, at);
  if (!found) return null;
  if (found.lastSeenAt < later(at, -touchEveryMs) || found.language === null)
    await database.transaction((tx) => touchSession(tx, found, { at, language }));
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
