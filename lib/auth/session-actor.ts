import type { Database } from "@/lib/db/database";
import { payersOf } from "@/lib/db/queries/people";
import { sessionPerson, touchSession } from "@/lib/db/queries/sessions";
import { instant, later } from "@/lib/domain/ids";
import type { Actor } from "@/lib/domain/policy";

/** Last use is for people to read: to the minute is enough, and a page view mostly writes nothing. */
const touchEveryMs = 60_000;

/**
 * Who acts in a session, from the database as it is now: a revoked session, a disabled person, a changed role all
 * take effect on the next request. `null`: nobody. `now` in milliseconds since 1970.
 */
export async function sessionActor(database: Database, sessionId: string, now: number): Promise<Actor | null> {
  const at = instant(now);
  const found = await sessionPerson(database.read, sessionId, at);
  if (!found) return null;
  if (found.lastSeenAt < later(at, -touchEveryMs)) await database.transaction((tx) => touchSession(tx, sessionId, at));
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
