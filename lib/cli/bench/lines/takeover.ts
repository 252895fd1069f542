import { setTimeout as sleep } from "node:timers/promises";
import { short } from "@/lib/cli/bench/figure";
import type { Line } from "@/lib/cli/bench/line";
import { gatewayTo, openDesk } from "@/lib/cli/bench/population";
import { startSimulator } from "@/lib/cli/bench/simulator";
import { ended, start } from "@/lib/cli/launch/child.mjs";
import { demoSettings } from "@/lib/cli/launch/demo-home.mjs";
import { project } from "@/lib/cli/launch/project.mjs";
import type { Database } from "@/lib/db/database";
import { createLogger } from "@/lib/telemetry/logger";
import { createLeader } from "@/lib/worker/leader";
import { takeOver } from "@/lib/worker/take-over";

const leaseMs = 3_000;
const callTimeoutMs = 2_000;
/** How often a lease of this length is asked for: `lib/worker/leader.ts`. */
const renewalPauseMs = Math.min(leaseMs / 5, (leaseMs - callTimeoutMs) / 2);

/** The deadline of the account's lease; `null` before anybody led. */
const deadline = async (database: Database) =>
  (await database.read.selectFrom("lease").select("deadline").executeTakeFirst())?.deadline ?? null;

async function nextDeadline(database: Database, last: string | null): Promise<string> {
  for (const end = Date.now() + 30_000; Date.now() < end; await sleep(5)) {
    const now = await deadline(database);
    if (now !== null && now !== last) return now;
  }
  throw new Error("the worker does not lead");
}

/** A leading worker process is killed just after it has renewed its lease; another stands by. The worst case, that is. */
export const takeoverLine: Line = async function* ({ engine, sizes, databases, say }) {
  const simulator = await startSimulator(12);
  const { payer } = simulator;
  const times: number[] = [];
  for (let count = 1; count <= sizes.takeovers; count += 1) {
    say(`killing a leader, ${count} of ${sizes.takeovers}, on ${engine}`);
    const place = await databases.make(engine);
    const database = await openDesk(place, payer);
    const at = { port: 0, simulatorPort: simulator.port, payerUid: payer, rate: 1_000 };
    const env = {
      ...demoSettings({ folder: place.folder, members: 0, password: "", secret: "" }, at),
      DATABASE_URL: place.url,
      LINKBOOK_LEASE: `${leaseMs}ms`,
      LINKBOOK_CALL_TIMEOUT: `${callTimeoutMs}ms`,
      LINKBOOK_LOG_LEVEL: "fatal",
    };
    const script = ["--conditions=react-server", "lib/cli/run.mjs", "lib/worker/testing/worker-main.ts"];
    const worker = start(process.execPath, script, { cwd: project, env, stdio: ["ignore", "inherit", "inherit"] });
    const first = await nextDeadline(database, null);

    const stop = new AbortController();
    const logger = createLogger("error");
    const leader = createLeader({ name: `worker:${payer}`, database, logger, leaseMs, callTimeoutMs });
    const settings = { readBackMs: 60_000, settleMs: 1_200_000, memberRecheckMs: 600_000, visibilityLagMs: 10_000 };
    const gateway = gatewayTo(simulator, Number.POSITIVE_INFINITY);
    const terms = { database, gateway, payer, leader, logger, now: Date.now, settings, abort: stop.signal };
    let running = Promise.resolve();
    const leads = new Promise<number>((resolve) => {
      running = leader.run(stop.signal, async (epoch) => {
        await takeOver(terms, epoch);
        resolve(performance.now());
      });
    });
    await nextDeadline(database, first);
    worker.kill("SIGKILL");
    const killed = performance.now();
    times.push((await leads) - killed);
    stop.abort();
    await running;
    await ended(worker);
    await database.close();
  }
  await simulator.close();
  yield {
    line: "takeover",
    engine,
    what: "kill -9 of the leader until the next one leads, longest",
    unit: "ms",
    measured: Math.max(...times),
    limit: leaseMs + renewalPauseMs,
    wanted: "at most",
    note: `a lease of ${leaseMs} ms, asked for every ${renewalPauseMs} ms; each ${times.map(short).join(", ")}`,
  };
};
