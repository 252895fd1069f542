import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "@/lib/db/database";
import { releaseLease, takeLease } from "@/lib/db/queries/lease";
import type { Logger } from "@/lib/telemetry/logger";

/** Who may send. Only the leader does, and only while its lease outlasts a call (rule 10). */
export interface Leader {
  /** The epoch of the lease held now; null: not the leader. */
  epoch(): number | null;
  /** Whether this epoch is still held and lasts longer than one call. Synchronous: asked in the tick of the send. */
  maySend(epoch: number): boolean;
  /** Holds the lease until aborted; each time it is taken anew, `onLead` runs before anything else may be sent. */
  run(abort: AbortSignal, onLead: (epoch: number) => Promise<void>): Promise<void>;
}

interface LeaderTerms {
  /** Of the lease: one for each account, so that each is worked on by one process, not necessarily the same. */
  readonly name: string;
  readonly database: Database;
  readonly logger: Logger;
  readonly leaseMs: number;
  readonly callTimeoutMs: number;
}

export function createLeader({ name, database, logger, leaseMs, callTimeoutMs }: LeaderTerms): Leader {
  const owner = randomUUID();
  // The process's own steady clock, counted from before the database was asked: never later than the database's.
  let held: { readonly epoch: number; readonly until: number } | null = null;
  const isHeld = () => held !== null && performance.now() < held.until;
  const pause = Math.max(20, Math.min(leaseMs / 5, (leaseMs - callTimeoutMs) / 2));

  async function renew(onLead: (epoch: number) => Promise<void>): Promise<void> {
    const asked = performance.now();
    // Behind all that the executor writes, a lease would be renewed too late for anything to be sent.
    const epoch = await database.transaction((tx) => takeLease(tx, name, owner, leaseMs), { urgent: true });
    if (epoch === null) {
      held = null;
      return;
    }
    const isNew = held?.epoch !== epoch;
    if (isNew) {
      held = null;
      await onLead(epoch);
      logger.info({ epoch }, "this process leads");
    }
    held = { epoch, until: asked + leaseMs };
  }

  return {
    epoch: () => (isHeld() && held ? held.epoch : null),
    maySend: (epoch) => held?.epoch === epoch && performance.now() + callTimeoutMs < held.until,
    async run(abort, onLead) {
      while (!abort.aborted) {
        await renew(onLead).catch((error: unknown) => logger.error({ err: error }, "the lease could not be renewed"));
        await sleep(pause, undefined, { signal: abort }).catch(() => undefined);
      }
      held = null;
      await database.transaction((tx) => releaseLease(tx, name, owner)).catch(() => undefined);
    },
  };
}
