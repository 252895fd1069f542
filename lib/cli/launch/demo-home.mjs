import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { project } from "./project.mjs";
import { Refusal } from "./refusal.mjs";
import { readStamp, writeStamp } from "./stamp.mjs";

/** The six people of the demo and what each may do in this version (`lib/domain/policy.ts`). */
export const people = /** @type {const} */ ([
  ["admin@demo.example", "settings, people, second persons, writes on and off, calibration"],
  ["requester@demo.example", "asks for changes and applies them; creates, links, unlinks; pauses and stops"],
  ["approver@demo.example", "looks and checks; decides what wants a second person, once Settings turns that on"],
  ["reviewer@demo.example", "looks and checks; reads the log (no reviews yet)"],
  ["auditor@demo.example", "looks; reads settings and the log"],
  ["viewer@demo.example", "looks; exports the list, as everybody does"],
]);

/** @typedef {{ folder: string, members: number, password: string, secret: string }} DemoHome */

/**
 * Where the demo keeps its data, and what has to stay the same from one start to the next: the password and the secret
 * that signs sessions. Each size of population has a folder of its own, as one database cannot serve two.
 *
 * @param {Record<string, string | undefined>} [env]
 * @returns {DemoHome}
 */
export function demoHome(env = process.env) {
  const members = Number(env.LINKBOOK_DEMO_MEMBERS || "60");
  if (!Number.isInteger(members) || members < 12 || members > 100_000) {
    throw new Refusal("LINKBOOK_DEMO_MEMBERS: a whole number from 12 to 100000 is wanted");
  }
  const data = resolve(project, env.LINKBOOK_DATA || "data");
  const folder = join(data, members === 60 ? "demo" : `demo-${members}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, "demo.json");
  if (!readStamp(file)) {
    const fresh = { password: randomBytes(9).toString("base64url"), secret: randomBytes(32).toString("base64url") };
    writeStamp(file, JSON.stringify(fresh), 0o600);
  }
  const kept = JSON.parse(readStamp(file) ?? "");
  return { folder, members, password: env.LINKBOOK_DEMO_PASSWORD || kept.password, secret: kept.secret };
}

/**
 * The settings of an app that talks to the simulator. What somebody set for the real service stays outside.
 *
 * @param {DemoHome} home
 * @param {{ port: number, simulatorPort: number, payerUid: string, rate: number }} at `rate` in calls a second
 */
export function demoSettings(home, { port, simulatorPort, payerUid, rate }) {
  return {
    NODE_ENV: /** @type {const} */ ("production"),
    NEXT_TELEMETRY_DISABLED: "1",
    PORT: String(port),
    NEXTAUTH_URL: `http://localhost:${port}`,
    NEXTAUTH_SECRET: home.secret,
    DATABASE_URL: "",
    LINKBOOK_DATA: home.folder,
    LINKBOOK_DEMO_PASSWORD: home.password,
    LINKBOOK_SITE: "cn",
    LINKBOOK_ENDPOINT: `http://127.0.0.1:${simulatorPort}`,
    LINKBOOK_STS_ENDPOINT: `http://127.0.0.1:${simulatorPort}`,
    LINKBOOK_ACCOUNT_UID: payerUid,
    LINKBOOK_RATE: String(rate),
    ALIBABA_CLOUD_ACCESS_KEY_ID: "demo-payer",
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: "demo-secret",
    ALIBABA_CLOUD_SECURITY_TOKEN: "",
  };
}
