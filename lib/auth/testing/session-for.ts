import { randomUUID } from "node:crypto";
import { sessionCookieName, sessionCookieValue } from "@/lib/auth/session-cookie";
import type { Database } from "@/lib/db/database";
import { insertSession } from "@/lib/db/queries/sessions";
import { instant } from "@/lib/domain/ids";

const lifeMs = 60 * 60_000;

/** The cookie of a new session of a person, for tests that sign nobody in by a page. */
export async function sessionFor(
  database: Database,
  personId: string,
  { url, secret }: { readonly url: string; readonly secret: string },
): Promise<{ readonly name: string; readonly value: string }> {
  const id = randomUUID();
  const now = Date.now();
  await database.transaction((tx) =>
    insertSession(tx, { id, personId, at: instant(now), expiresAt: instant(now + lifeMs) }),
  );
  return { name: sessionCookieName(url), value: await sessionCookieValue(id, secret, lifeMs / 1_000) };
}
