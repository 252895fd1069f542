import "server-only";
import { appDatabase } from "@/lib/db/app-database";
import { raise } from "@/lib/db/signal";
import { readWebEnv } from "@/lib/env";
import { appLogger } from "@/lib/telemetry/app-logger";
import { startWorker } from "@/lib/worker/start";

/**
 * Starts the worker inside the web process. Throws `SettingError` when a setting is missing or wrong. On a signal it
 * only lets waiting responses and the worker go; the server's own handler ends the process.
 */
export function startInProcess(): void {
  const env = readWebEnv();
  startWorker({ database: appDatabase(), env, logger: appLogger() });
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => raise("shutdown"));
}
