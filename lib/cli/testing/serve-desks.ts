/**
 * Databases for the desks of browser tests, made by one process for the whole run: to start a command for each would cost
 * more than what it does. It ends when its standard input does. Prints `{"door"}`, the address where it takes orders:
 *
 * - `POST /desks` with `{"databaseUrl","url","secret","password","accounts":[{"uid","endpoint"}]}` migrates the database
 *   there, and adds the accounts with writes on and the six people of the demo; answers, by e-mail, `{"name","value"}` of
 *   the cookie of a session that is open for each
 */
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { json } from "node:stream/consumers";
import { z } from "zod";
import { hashPassword } from "@/lib/auth/passwords";
import { sessionCookieName, sessionCookieValue } from "@/lib/auth/session-cookie";
import { demoPeople, ensureDemoPeople, turnDemoWritesOn } from "@/lib/cli/demo-desk";
import { openDatabase } from "@/lib/db/database";
import { ensureAccount } from "@/lib/db/queries/accounts";
import { personByEmail } from "@/lib/db/queries/people";
import { insertSession } from "@/lib/db/queries/sessions";
import { instant, parseUid } from "@/lib/domain/ids";

const sessionMs = 60 * 60_000;

const order = z.strictObject({
  databaseUrl: z.string(),
  url: z.string(),
  secret: z.string(),
  password: z.string(),
  accounts: z.array(z.strictObject({ uid: z.string().transform((text) => parseUid(text)), endpoint: z.string() })),
});
type Order = z.output<typeof order>;

const hashes = new Map<string, Promise<string>>();

function hashOf(password: string): Promise<string> {
  const hash = hashes.get(password) ?? hashPassword(password);
  hashes.set(password, hash);
  return hash;
}

async function prepare({ databaseUrl, url, secret, password, accounts }: Order): Promise<Record<string, object>> {
  const database = openDatabase(databaseUrl);
  try {
    await database.migrate();
    const at = instant(Date.now());
    const expiresAt = instant(Date.now() + sessionMs);
    const author = { person: null, system: "cli", payerUid: null, correlationId: randomUUID() };
    await database.transaction(async (tx) => {
      for (const { uid, endpoint } of accounts) {
        if (!uid) throw new Error("an account's UID is wanted in digits");
        await ensureAccount(tx, { uid, site: "cn", endpoint, at });
      }
    });
    await ensureDemoPeople({ database, author }, password, () => hashOf(password));
    await turnDemoWritesOn({ database, author });
    const cookies: Record<string, object> = {};
    for (const [email] of demoPeople) {
      const id = randomUUID();
      await database.transaction(async (tx) => {
        const person = await personByEmail(tx, email);
        // Nobody typed a password: what wants a fresh confirmation asks for one.
        await insertSession(tx, { id, personId: person?.id ?? "", at, expiresAt, confirmedAt: null });
      });
      cookies[email] = {
        name: sessionCookieName(url),
        value: await sessionCookieValue(id, secret, sessionMs / 1_000),
      };
    }
    return cookies;
  } finally {
    await database.close();
  }
}

const door = createServer((request, response) => {
  json(request)
    .then((body) => prepare(order.parse(body)))
    .then(
      (answer) => response.end(JSON.stringify(answer)),
      (error: unknown) => response.writeHead(500).end(error instanceof Error ? error.stack : String(error)),
    );
});
// An idle connection that is ended here meets the next order of a busy process with a reset.
door.keepAliveTimeout = 0;
door.listen(0, "127.0.0.1");
await once(door, "listening");

process.stdin.on("end", () => process.exit(0)).resume();

const address = door.address();
console.log(JSON.stringify({ door: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}` }));
