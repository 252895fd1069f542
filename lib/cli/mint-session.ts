/**
 * `mint-session --email E …`: prints `{"name","value"}`, the cookie of a new session, for each in a line of its own, for
 * browser tests. Refuses where the desk's address is not this machine: there, people sign in.
 */
import { randomUUID } from "node:crypto";
import { parseArgs } from "node:util";
import { sessionCookieName, sessionCookieValue } from "@/lib/auth/session-cookie";
import { CommandError, runCommand } from "@/lib/cli/command";
import { withDatabase } from "@/lib/cli/open-database";
import { appendAudit } from "@/lib/db/queries/audit";
import { personByEmail } from "@/lib/db/queries/people";
import { insertSession } from "@/lib/db/queries/sessions";
import { instant } from "@/lib/domain/ids";
import { readWebEnv } from "@/lib/env";

const lifeMs = 60 * 60_000;

await runCommand(() =>
  withDatabase(async ({ database, author }) => {
    const env = readWebEnv();
    if (!["localhost", "127.0.0.1", "[::1]"].includes(new URL(env.url).hostname))
      throw new CommandError("NEXTAUTH_URL: sessions are minted for a desk on this machine only");
    const { email = [] } = parseArgs({ options: { email: { type: "string", multiple: true } } }).values;
    for (const each of email) {
      const person = await personByEmail(database.read, each);
      if (!person) throw new CommandError("--email: nobody has it");
      const id = randomUUID();
      const now = Date.now();
      await database.transaction(async (tx) => {
        await insertSession(tx, { id, personId: person.id, at: instant(now), expiresAt: instant(now + lifeMs) });
        await appendAudit(tx, author, { action: "session.mint", entity: `person:${person.id}` });
      });
      const value = await sessionCookieValue(id, env.authSecret, lifeMs / 1_000);
      console.log(JSON.stringify({ name: sessionCookieName(env.url), value }));
    }
  }),
);
