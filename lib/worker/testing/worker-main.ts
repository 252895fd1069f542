/** A worker as a process of its own, without the web part: what tests kill and freeze. Settings as `npm start` takes them. */
import { openDatabase } from "@/lib/db/database";
import { readEnv } from "@/lib/env";
import { createLogger } from "@/lib/telemetry/logger";
import { startWorker } from "@/lib/worker/start";

const env = readEnv();
startWorker({ database: openDatabase(env.databaseUrl), env, logger: createLogger(env.logLevel) });
