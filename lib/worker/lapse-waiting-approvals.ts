import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "@/lib/db/database";
import { lapseApprovals } from "@/lib/services/approvals/void-approvals";
import type { Logger } from "@/lib/telemetry/logger";

/** A decision after the 72 hours is refused whenever it comes; this gives what waited its receipts. */
const everyMs = 30_000;

interface Terms {
  readonly database: Database;
  readonly isLeader: () => boolean;
  readonly abort: AbortSignal;
  readonly logger: Logger;
}

/** Ends requests that nobody decided in time, until aborted. */
export async function lapseWaitingApprovals({ database, isLeader, abort, logger }: Terms): Promise<void> {
  while (!abort.aborted) {
    const author = { person: null, system: "executor", correlationId: randomUUID() };
    if (isLeader())
      await lapseApprovals(database, author, Date.now()).catch((error: unknown) =>
        logger.error({ err: error }, "requests that have waited too long could not be ended"),
      );
    await sleep(everyMs, undefined, { signal: abort }).catch(() => undefined);
  }
}
