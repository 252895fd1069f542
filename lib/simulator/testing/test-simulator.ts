import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { z } from "zod";
import { type StartOptions, startSimulator } from "@/lib/simulator/start";

const relationSchema = z.looseObject({
  relationId: z.string(),
  masterUid: z.string(),
  memberUid: z.string(),
  counterpart: z.string(),
  name: z.string(),
  nickname: z.string(),
  state: z.string(),
  type: z.string(),
  differentName: z.boolean(),
  endTime: z.string(),
  codes: z.array(z.string()),
  unmapped: z.array(z.string()),
  raw: z.array(z.string()),
});
const foundSchema = z.object({ relations: z.array(relationSchema) });

const accountSchema = z.looseObject({
  uid: z.string(),
  name: z.string(),
  differentName: z.boolean(),
  linkedElsewhere: z.boolean(),
  origin: z.string(),
  linked: z.boolean(),
  relations: z.array(z.object({ relationId: z.string(), state: z.string() })),
});
const accountsSchema = z.object({ accounts: z.array(accountSchema) });

const eventSchema = z.looseObject({
  seq: z.number(),
  at: z.string(),
  event: z.string(),
  call: z.string().optional(),
  by: z.string().optional(),
  relationId: z.string().nullish(),
  operation: z.string().nullish(),
  verb: z.string().nullish(),
  codes: z.array(z.string()).optional(),
});
const eventsSchema = z.object({ events: z.array(eventSchema), lastSeq: z.number() });

export type DoorAnswer = { readonly status: number; readonly value: unknown };

/** A simulator of one's own with its door open; stopped, and its journal deleted, when the test is over. */
export async function testSimulator(options: Partial<StartOptions> = {}) {
  const folder = mkdtempSync(join(tmpdir(), "simulator-test-"));
  const journal = join(folder, "journal.jsonl");
  const simulator = await startSimulator({ port: 0, controlPort: 0, members: 60, seed: 1, journal, ...options });
  onTestFinished(async () => {
    await simulator.stop();
    rmSync(folder, { recursive: true });
  });

  async function door(method: string, path: string, body?: unknown): Promise<DoorAnswer> {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const answer = await fetch(`http://127.0.0.1:${simulator.controlPort}${path}`, init);
    return { status: answer.status, value: await answer.json() };
  }
  async function good(method: string, path: string, body?: unknown): Promise<unknown> {
    const { status, value } = await door(method, path, body);
    if (status !== 200) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(value)}`);
    return value;
  }

  return {
    ...simulator,
    door,
    find: async (query: string) => foundSchema.parse(await good("GET", `/relations?${query}`)).relations,
    relation: async (id: string) => relationSchema.parse(await good("GET", `/relations/${id}`)),
    mint: async (wanted: object = {}) => relationSchema.parse(await good("POST", "/relations", wanted)),
    accounts: async (query = "") => accountsSchema.parse(await good("GET", `/accounts?${query}`)).accounts,
    account: async (uid: string) => accountSchema.parse(await good("GET", `/accounts/${uid}`)),
    mintAccount: async (wanted: object = {}) => accountSchema.parse(await good("POST", "/accounts", wanted)),
    member: (id: string, act: string) => good("POST", `/relations/${id}/member`, { act }),
    console: (id: string, verb: string, codes: string[]) => good("POST", `/relations/${id}/console`, { verb, codes }),
    fault: (fault: object) => good("POST", "/faults", fault),
    switches: (change: object) => good("PUT", "/switches", change),
    release: (gate: string) => good("POST", "/release", { gate }),
    /** Fitting events; waits for the first one (the door ends the wait after ten seconds). */
    awaitEvents: async (query: string) =>
      eventsSchema.parse(await good("GET", `/journal?waitMs=10000&${query}`)).events,
    /** The journal as it lies on the disk. */
    journalLines: () =>
      readFileSync(simulator.journal, "utf8")
        .split("\n")
        .filter(Boolean)
        .map((line) => eventSchema.parse(JSON.parse(line))),
  };
}

export type TestSimulator = Awaited<ReturnType<typeof testSimulator>>;
