import { sessionCookieName, sessionCookieValue } from "@/lib/auth/session-cookie";
import { type Population, person } from "@/lib/cli/bench/population";
import { freePort } from "@/lib/cli/free-port";
import { serve } from "@/lib/cli/launch/app.mjs";
import { ended } from "@/lib/cli/launch/child.mjs";
import { demoSettings } from "@/lib/cli/launch/demo-home.mjs";
import { answers } from "@/lib/cli/launch/ready.mjs";
import { type Database, openDatabase } from "@/lib/db/database";
import { insertSession } from "@/lib/db/queries/sessions";
import { instant } from "@/lib/domain/ids";

const secret = "a secret that signs the sessions of the bench";
const sessionMs = 6 * 60 * 60_000;

/** The built app as a process of its own, on a database that holds the bench's person. */
export interface App {
  readonly address: string;
  readonly pid: number;
  /** From the start of the process until it said that it is ready. */
  readonly readyAfterMs: number;
  /** A signed-in session. */
  readonly cookie: { readonly name: string; readonly value: string };
  close(): Promise<void>;
}

async function newSession(database: Database, address: string): Promise<App["cookie"]> {
  const id = crypto.randomUUID();
  const now = Date.now();
  const session = { id, personId: person.id, at: instant(now), expiresAt: instant(now + sessionMs) };
  await database.transaction((tx) => insertSession(tx, session));
  return { name: sessionCookieName(address), value: await sessionCookieValue(id, secret, sessionMs / 1_000) };
}

export async function startApp({ simulator, url, folder }: Population): Promise<App> {
  const port = await freePort();
  const home = { folder, members: 0, password: "", secret };
  const at = { port, simulatorPort: simulator.port, payerUid: simulator.payer, rate: 1_000 };
  const env = { ...demoSettings(home, at), DATABASE_URL: url, LINKBOOK_LOG_LEVEL: "error" };
  const address = env.NEXTAUTH_URL;
  const database = openDatabase(url);
  const cookie = await newSession(database, address).finally(() => database.close());
  const began = performance.now();
  const child = serve(port, { env, stdio: ["ignore", "ignore", "inherit"] });
  await answers(`${address}/readyz`, child);
  const readyAfterMs = performance.now() - began;
  if (child.pid === undefined) throw new Error("the app has no process");
  return {
    address,
    pid: child.pid,
    readyAfterMs,
    cookie,
    async close() {
      child.kill("SIGKILL");
      await ended(child);
    },
  };
}
