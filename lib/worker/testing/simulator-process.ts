import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";

const ready = z.object({ port: z.number(), controlPort: z.number(), payerUid: z.string() });
const minted = z.object({
  relationId: z.string(),
  masterUid: z.string(),
  memberUid: z.string(),
  name: z.string(),
  nickname: z.string(),
  type: z.string(),
  state: z.string(),
  codes: z.array(z.string()),
  unmapped: z.array(z.string()),
});
const account = z.object({
  uid: z.string(),
  name: z.string(),
  differentName: z.boolean(),
  linkedElsewhere: z.boolean(),
  origin: z.string(),
  linked: z.boolean(),
  relations: z.array(z.object({ relationId: z.string(), state: z.string() })),
});
const accountsFound = z.object({ accounts: z.array(account) });
const found = z.object({ relations: z.array(minted) });
const events = z.object({ events: z.array(z.looseObject({ event: z.string(), seq: z.number() })) });

/** The simulator as a process of its own: what is under test meets it on the wire only. */
export interface SimulatorProcess {
  readonly port: number;
  readonly payerUid: string;
  mint(wanted: Readonly<Record<string, unknown>>): Promise<z.infer<typeof minted>>;
  relation(relationId: string): Promise<z.infer<typeof minted>>;
  /** Every relation as it truly is, the first thousand. */
  relations(): Promise<readonly z.infer<typeof minted>[]>;
  /** A new account without a relation: `uid`, `name`, `differentName`, `linkedElsewhere`, `loginEmail`, all optional. */
  mintAccount(wanted?: Readonly<Record<string, unknown>>): Promise<z.infer<typeof account>>;
  account(uid: string): Promise<z.infer<typeof account>>;
  /** Accounts that fit: `origin`, `differentName`, `linkedElsewhere`, `linked`, `loginEmail`. */
  accounts(search?: Readonly<Record<string, string>>): Promise<readonly z.infer<typeof account>[]>;
  member(relationId: string, act: "accept" | "decline" | "unlink"): Promise<unknown>;
  console(relationId: string, verb: "ADD" | "DELETE", codes: readonly string[]): Promise<unknown>;
  faults(...faults: readonly Readonly<Record<string, unknown>>[]): Promise<unknown>;
  switches(changes: Readonly<Record<string, unknown>>): Promise<unknown>;
  release(gate: string): Promise<unknown>;
  /** Waits for an event in the journal that carries these values. */
  event(event: string, search: Readonly<Record<string, string>>): Promise<unknown>;
  /** Events of the journal that carry these values. */
  journal(search: Readonly<Record<string, string>>): Promise<z.infer<typeof events>["events"]>;
  /** What was asked about a relation, in order: `read`, `ADD CODE`, `DELETE CODE`. */
  calls(relationId: string): Promise<readonly string[]>;
  /** What really changed on a relation, in order. */
  effects(relationId: string): Promise<readonly string[]>;
  reset(): Promise<void>;
  close(): Promise<void>;
}

/** `more`: flags over those of every test, such as another `--payer-uid`. */
export async function startSimulator(
  switches: Readonly<Record<string, unknown>> = {},
  members = 12,
  more: readonly string[] = [],
): Promise<SimulatorProcess> {
  const folder = mkdtempSync(join(tmpdir(), "linkbook-simulator-"));
  const config = JSON.stringify({ quotaPerSecond: 100_000, ...switches });
  const flags = ["--port", "0", "--control-port", "0", "--members", String(members), "--seed", "1", "--config", config];
  const script = [
    "lib/cli/run.mjs",
    "lib/simulator/main.ts",
    ...flags,
    ...more,
    "--journal",
    join(folder, "journal.jsonl"),
  ];
  const child = spawn(process.execPath, script, { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = await once(createInterface(child.stdout), "line");
  const at = ready.parse(JSON.parse(String(line)));
  const door = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const sent =
      body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
    const response = await fetch(`http://127.0.0.1:${at.controlPort}${path}`, { method, ...sent });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${text}`);
    return text === "" ? null : JSON.parse(text);
  };
  // Minting is an event like any other: what a test waits for comes after it.
  const mintedAt = new Map<string, number>();
  const standard = await door("GET", "/switches");
  const journal = async (search: Readonly<Record<string, string>>) =>
    events.parse(await door("GET", `/journal?${new URLSearchParams(search)}`)).events;
  const codesOf = (event: Readonly<Record<string, unknown>>) =>
    Array.isArray(event.codes) ? event.codes.join(" ") : "";
  return {
    port: at.port,
    payerUid: at.payerUid,
    async mint(wanted) {
      const relation = minted.parse(await door("POST", "/relations", wanted));
      mintedAt.set(relation.relationId, (await journal({ relationId: relation.relationId })).at(-1)?.seq ?? 0);
      return relation;
    },
    relations: async () => found.parse(await door("GET", "/relations?limit=1000")).relations,
    relation: async (relationId) => minted.parse(await door("GET", `/relations/${relationId}`)),
    mintAccount: async (wanted = {}) => account.parse(await door("POST", "/accounts", wanted)),
    account: async (uid) => account.parse(await door("GET", `/accounts/${uid}`)),
    accounts: async (search = {}) =>
      accountsFound.parse(await door("GET", `/accounts?${new URLSearchParams(search)}`)).accounts,
    member: (relationId, act) => door("POST", `/relations/${relationId}/member`, { act }),
    console: (relationId, verb, codes) => door("POST", `/relations/${relationId}/console`, { verb, codes }),
    faults: (...faults) => door("POST", "/faults", faults),
    switches: (changes) => door("PUT", "/switches", changes),
    release: (gate) => door("POST", "/release", { gate }),
    journal,
    async event(event, search) {
      const sinceSeq = String(mintedAt.get(search.relationId ?? "") ?? 0);
      const seen = await journal({ ...search, event, sinceSeq, waitMs: "10000" });
      if (seen.length === 0) throw new Error(`no "${event}" with ${JSON.stringify(search)}`);
      return seen;
    },
    async calls(relationId) {
      const received = await journal({ relationId, event: "received" });
      return received.map((it) => (it.operation === "QueryPermissionList" ? "read" : `${it.verb} ${codesOf(it)}`));
    },
    async effects(relationId) {
      const effects = await journal({ relationId, event: "effect" });
      return effects.filter((it) => it.requestId !== null).map((it) => `${it.verb} ${codesOf(it)}`);
    },
    async reset() {
      await door("DELETE", "/faults");
      await door("PUT", "/switches", standard);
    },
    async close() {
      child.kill();
      await once(child, "exit");
      rmSync(folder, { recursive: true });
    },
  };
}
