import { setMaxListeners } from "node:events";
import { createGateway, type Gateway } from "@/lib/bss/gateway";
import type { Databases, Engine, Place } from "@/lib/cli/bench/engine";
import { type Simulator, startSimulator } from "@/lib/cli/bench/simulator";
import { type Database, openDatabase } from "@/lib/db/database";
import { ensureAccount, setAccountSwitch } from "@/lib/db/queries/accounts";
import { insertPerson } from "@/lib/db/queries/people";
import { instant, type Uid } from "@/lib/domain/ids";
import { roles } from "@/lib/domain/policy";
import { createLogger } from "@/lib/telemetry/logger";
import { runSweep } from "@/lib/worker/sweeper-run";
import type { SweeperTerms } from "@/lib/worker/sweeper-terms";

/** Somebody who may do everything: the bench measures the desk, not who may. */
export const person = { id: "bench", email: "bench@demo.example", name: "Ben Chmark" };

export const callTimeoutMs = 10_000;

/** `perSecond`: `Infinity` for no limit. */
export const gatewayTo = ({ port, payer }: Simulator, perSecond: number): Gateway => {
  const endpoint = { protocol: "http", host: `127.0.0.1:${port}` } as const;
  return createGateway({
    payer,
    endpoint,
    stsEndpoint: endpoint,
    credentials: { kind: "key", accessKeyId: "demo-payer", accessKeySecret: "demo-secret" },
    callTimeoutMs,
    ratePerSecond: perSecond,
    concurrency: 16,
  });
};

/** A migrated database with an account whose writes are on, and the person. Whoever opens it closes it. */
export async function openDesk({ url }: Place, payer: Uid): Promise<Database> {
  const database = openDatabase(url);
  await database.migrate();
  await database.transaction(async (tx) => {
    const at = instant(Date.now());
    await ensureAccount(tx, { uid: payer, site: "cn", endpoint: "127.0.0.1", at });
    await setAccountSwitch(tx, payer, "writes_on", true);
    await insertPerson(tx, { ...person, passwordHash: "", roles, at });
  });
  return database;
}

/** One sweep. Throws unless it completes. */
export async function sweep(database: Database, payer: Uid, gateway: SweeperTerms["gateway"]): Promise<void> {
  const { signal } = new AbortController();
  // Each call under way listens, as in `lib/worker/run-account.ts`.
  setMaxListeners(0, signal);
  const end = await runSweep(
    {
      database,
      gateway,
      payer,
      // However slow the machine: a sweep leaves what is not read when the next list is due to the one after it.
      env: { listEveryMs: 21_600_000, permissionsEveryMs: 21_600_000, visibilityLagMs: 10_000, concurrency: 16 },
      logger: createLogger("warn"),
      isLeader: () => true,
      now: Date.now,
      abort: signal,
    },
    "start",
  );
  if (end !== "complete") throw new Error(`the sweep ended as ${end}`);
}

/** An enterprise that was swept once, for the lines that measure something else. */
export interface Population extends Place {
  readonly simulator: Simulator;
}

export interface Populations {
  /** The one of this size on this engine; made when it is asked for first. */
  of(engine: Engine, members: number): Promise<Population>;
  close(): Promise<void>;
}

export function createPopulations(databases: Databases, say: (text: string) => void): Populations {
  const simulators = new Map<number, Promise<Simulator>>();
  const made = new Map<string, Promise<Population>>();

  async function make(engine: Engine, members: number): Promise<Population> {
    const starting = simulators.get(members) ?? startSimulator(members);
    simulators.set(members, starting);
    const simulator = await starting;
    say(`reading ${members} relations into ${engine}`);
    const place = await databases.make(engine);
    const database = await openDesk(place, simulator.payer);
    try {
      await sweep(database, simulator.payer, gatewayTo(simulator, Number.POSITIVE_INFINITY));
    } finally {
      await database.close();
    }
    await databases.settle(place.url);
    return { simulator, ...place };
  }

  return {
    of(engine, members) {
      const key = `${engine} ${members}`;
      const population = made.get(key) ?? make(engine, members);
      made.set(key, population);
      return population;
    },
    async close() {
      for (const simulator of simulators.values()) await (await simulator).close();
    },
  };
}
