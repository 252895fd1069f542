import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { appDatabase } from "@/lib/db/app-database";
import { raise } from "@/lib/db/signal";
import { readWebEnv } from "@/lib/env";
import { appLogger } from "@/lib/telemetry/app-logger";
import { startWorker, type Worker } from "@/lib/worker/start";

/** How long the end of the process may wait for leases; then they run out on their own. */
const patienceMs = 1_000;

/**
 * Starts the worker inside the web process, unless `LINKBOOK_WORKER` is off. Throws `SettingError` when a setting is
 * missing or wrong.
 */
export function startInProcess(): void {
  const env = readWebEnv();
  const notices = { settings: env.notices, deskUrl: env.url };
  const worker = env.runsWorker ? startWorker({ database: appDatabase(), env, logger: appLogger(), notices }) : null;
  for (const signal of ["SIGTERM", "SIGINT"] as const) beforeOthers(signal, worker);
}

/**
 * On a signal lets waiting responses go and gives the leases back; then the server's own handler ends the process. It
 * would not wait by itself, and whoever comes next would have to wait until the leases run out.
 */
function beforeOthers(signal: NodeJS.Signals, worker: Worker | null): void {
  const others = process.listeners(signal);
  process.removeAllListeners(signal);
  let isEnding = false;
  process.on(signal, () => {
    // A terminal signals the whole group and a launcher passes it on: once is enough.
    if (isEnding) return;
    isEnding = true;
    const released = worker?.release();
    raise("shutdown");
    void Promise.race([released, sleep(patienceMs)]).finally(() => {
      for (const other of others) other(signal);
    });
  });
}
