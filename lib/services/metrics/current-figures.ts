import "server-only";
import { appDatabase } from "@/lib/db/app-database";
import { sharedFigures } from "@/lib/services/metrics/shared-figures";
import { appLogger } from "@/lib/telemetry/app-logger";
import type { Figure } from "@/lib/telemetry/metrics";

/**
 * The shared figures of now, and whether they could be read: while storage is gone a process still tells what it has
 * counted itself.
 */
export async function currentFigures(): Promise<readonly Figure[]> {
  const up = (value: number): Figure => ({
    name: "linkbook_database_up",
    help: "1 where the database answered this scrape.",
    samples: [{ labels: {}, value }],
  });
  try {
    return [up(1), ...(await sharedFigures(appDatabase(), Date.now()))];
  } catch (error) {
    appLogger().warn({ err: error }, "the figures could not be read");
    return [up(0)];
  }
}
