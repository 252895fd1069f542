import "server-only";
import { type Database, openDatabase } from "@/lib/db/database";
import { readEnv } from "@/lib/env";

// The bundler evaluates this module twice in one process, once for routes and once for instrumentation.
const place = globalThis as typeof globalThis & { linkbookDatabase?: Database };

/** The one database of the web process, opened at first use: route modules are also evaluated in the build. */
export function appDatabase(): Database {
  if (place.linkbookDatabase) return place.linkbookDatabase;
  const database = openDatabase(readEnv().databaseUrl);
  database.relaySignals();
  place.linkbookDatabase = database;
  return database;
}
