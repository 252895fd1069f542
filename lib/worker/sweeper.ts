import "server-only";
import { refreshSummaries, turnedRelations } from "@/lib/db/queries/set-summaries";
import { endDeadSweeps } from "@/lib/db/queries/sweeps";
import { onSignal, raise, waitForSignal } from "@/lib/db/signal";
import { instant } from "@/lib/domain/ids";
import { serveCheckRequests } from "@/lib/worker/check-requests";
import { runSweep } from "@/lib/worker/sweeper-run";
import type { SweeperTerms } from "@/lib/worker/sweeper-terms";

/** How soon a failed sweep is tried again, where the schedule is slower. */
const afterFailureMs = 60_000;
const lookEveryMs = 250;
const turnsAtOnce = 200;

/** Sweeps at once and on the schedule, and serves checks that people ask for, while this process leads; until aborted. */
export async function startSweeper(terms: SweeperTerms): Promise<void> {
  await Promise.all([sweepOnSchedule(terms), serveCheckRequests(terms), sumUpOnTime(terms)]);
}

async function sweepOnSchedule(terms: SweeperTerms): Promise<void> {
  const { database, payer, env, abort, isLeader, now, logger } = terms;
  let due: number | null = null;
  // Somebody made or ended a relation: the list is read at once, after a sweep that is under way once more.
  let isWanted = false;
  const stopListening = onSignal("list", () => {
    isWanted = true;
  });
  while (!abort.aborted) {
    if (!isLeader()) due = null;
    else if (due === null || isWanted || now() >= due) {
      isWanted = false;
      const cause = due === null ? "start" : "schedule";
      const begun = now();
      // Only the leader sweeps, so one that is still running belongs to a process that does not lead any more.
      await database
        .transaction((tx) => endDeadSweeps(tx, payer, instant(begun)))
        .catch((error: unknown) => logger.error({ err: error }, "dead sweeps could not be ended"));
      const end = await runSweep(terms, cause);
      due = end === "failed" ? now() + Math.min(afterFailureMs, env.listEveryMs) : begun + env.listEveryMs;
    }
    await waitForSignal("shutdown", lookEveryMs, abort);
  }
  stopListening();
}

/** A right that starts or ends on its own changes what the list says, without any answer from upstream. */
async function sumUpOnTime({ database, payer, now, abort, isLeader, logger }: SweeperTerms): Promise<void> {
  while (!abort.aborted) {
    const at = instant(now());
    try {
      const turned = isLeader() ? await turnedRelations(database.read, payer, at, turnsAtOnce) : [];
      if (turned.length > 0) {
        await database.transaction((tx) => refreshSummaries(tx, payer, turned, at));
        raise("changed");
      }
    } catch (error) {
      logger.error({ err: error }, "what started or ended could not be summed up");
    }
    await waitForSignal("shutdown", lookEveryMs, abort);
  }
}
