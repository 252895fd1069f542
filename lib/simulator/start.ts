import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Accounts } from "@/lib/simulator/accounts";
import { type Clock, systemClock } from "@/lib/simulator/clock";
import { serveDoor } from "@/lib/simulator/control/door";
import { Faults } from "@/lib/simulator/faults";
import { Gates } from "@/lib/simulator/gates";
import { Journal } from "@/lib/simulator/journal";
import { defaultPayerUid, Population } from "@/lib/simulator/population/population";
import { unlinkedAccounts } from "@/lib/simulator/population/unlinked";
import { Quota } from "@/lib/simulator/quota";
import { serve } from "@/lib/simulator/serve";
import { RelationStore } from "@/lib/simulator/store";
import { changeSwitches, DEFAULT_SWITCHES } from "@/lib/simulator/switches";
import { Nonces } from "@/lib/simulator/wire/nonces";
import { World } from "@/lib/simulator/world";

const LOOPBACK = "127.0.0.1";

export type StartOptions = {
  /** 0: a free one. */
  readonly port: number;
  readonly members: number;
  readonly seed: number;
  readonly journal: string;
  /** Absent or null: no control door. */
  readonly controlPort?: number | null;
  readonly payerUid?: string;
  /** Some of the switches, as parsed JSON. */
  readonly config?: unknown;
  readonly clock?: Clock;
};

export type Simulator = {
  readonly port: number;
  readonly controlPort: number | null;
  readonly payerUid: string;
  readonly members: number;
  readonly journal: string;
  /** Drops every connection and closes the journal. */
  stop(): Promise<void>;
};

/**
 * Starts a simulator within this process. Rejects with `ZodError` for bad switches, `PortInUse`, or the file system's
 * error for a journal that cannot be opened.
 */
export async function startSimulator(options: StartOptions): Promise<Simulator> {
  const { members, seed, clock = systemClock } = options;
  const switches = changeSwitches(DEFAULT_SWITCHES, options.config ?? {});
  const payerUid = options.payerUid ?? defaultPayerUid(seed);
  const journal = new Journal(options.journal, clock);
  const store = new RelationStore(new Population(seed, members, payerUid));
  const world = new World(payerUid, store, new Accounts(unlinkedAccounts(seed)), journal, clock, new Gates(), switches);
  world.restore(journal.resume({ seed, members, payerUid }));

  const faults = new Faults(seed);
  const service = { world, faults, quota: new Quota(), nonces: new Nonces() };
  const servers: Server[] = [];
  const stop = async () => {
    await Promise.all(servers.map(close));
    journal.close();
  };
  try {
    const wire = createServer((incoming, response) => {
      serve(service, incoming, response).catch((error: unknown) => {
        console.error(error);
        response.destroy();
      });
    });
    // An idle connection that ends after five seconds meets the next call with a reset: a fault that nobody ordered.
    wire.keepAliveTimeout = 0;
    servers.push(wire);
    const port = await listen(wire, options.port);
    const about = () => ({ port, controlPort, payerUid, members, journal: options.journal });
    const door = createServer((incoming, response) => void serveDoor({ world, faults, about }, incoming, response));
    door.keepAliveTimeout = 0;
    const wantsDoor = options.controlPort !== undefined && options.controlPort !== null;
    if (wantsDoor) servers.push(door);
    const controlPort: number | null = wantsDoor ? await listen(door, options.controlPort ?? 0) : null;
    journal.append({ event: "started", seed, members, payerUid });
    return { ...about(), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Another process listens on the port. */
export class PortInUse extends Error {
  constructor(readonly port: number) {
    super(`Port ${port} is in use.`);
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(error.code === "EADDRINUSE" ? new PortInUse(port) : error);
    });
    server.listen(port, LOOPBACK, () => {
      const address: AddressInfo | string | null = server.address();
      resolve(typeof address === "object" && address ? address.port : port);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
