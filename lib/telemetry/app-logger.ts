import { readEnv } from "@/lib/env";
import { createLogger, type Logger } from "@/lib/telemetry/logger";

// The bundler evaluates this module twice in one process, once for routes and once for instrumentation.
const place = globalThis as typeof globalThis & { linkbookLogger?: Logger };

/** The one logger of the web process, made at first use. */
export function appLogger(): Logger {
  place.linkbookLogger ??= createLogger(readEnv().logLevel);
  return place.linkbookLogger;
}
