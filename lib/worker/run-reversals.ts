import type { Database } from "@/lib/db/database";
import { raise, waitForSignal } from "@/lib/db/signal";
import type { Uid } from "@/lib/domain/ids";
import { startDueReversals } from "@/lib/services/changes/start-due-reversals";
import type { Logger } from "@/lib/telemetry/logger";

/** An end is asked for within this time of its moment. */
const everyMs = 1_000;

interface Terms {
  readonly database: Database;
  readonly payer: Uid;
  readonly freshForMs: number;
  readonly now: () => number;
  readonly isLeader: () => boolean;
  readonly abort: AbortSignal;
  readonly logger: Logger;
}

/** Asks for the reverse of changes that come to their end, while this process leads, until aborted; after a downtime first of all. */
export async function runReversals(terms: Terms): Promise<void> {
  while (!terms.abort.aborted) {
    try {
      if (terms.isLeader() && (await startDueReversals(terms)) > 0) {
        raise("wake");
        raise("changed");
      }
    } catch (error) {
      terms.logger.error({ err: error }, "changes that have come to their end could not be reversed");
    }
    await waitForSignal("wake", everyMs, terms.abort);
  }
}
