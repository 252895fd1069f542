import "server-only";
import type { Answer } from "@/lib/bss/answer";
import type { PermissionAnswer } from "@/lib/bss/gateway";
import { accountGeneration, setAccountProblem, updateSweep } from "@/lib/db/queries/sweeps";
import { raise } from "@/lib/db/signal";
import type { Instant, RelationId } from "@/lib/domain/ids";
import { failureOf, type ReadFailure } from "@/lib/worker/read-failure";
import { type PermissionRead, recordPermissionReads, recordReadFailure } from "@/lib/worker/record-read";
import type { SweeperTerms } from "@/lib/worker/sweeper-terms";

/** Answers that wait for one transaction: a commit costs as much as a dozen of them, and the executor shares the writer. */
const batchSize = 192;
const batchWaitMs = 100;
const backlog = 384;
/** How often pages hear of progress: at most. */
const progressEveryMs = 250;
const progressEveryReads = 25;

export interface SweepAnswer {
  readonly relationId: RelationId;
  readonly answer: Answer<PermissionAnswer>;
  readonly generation: number;
}

/** Writes the answers of a sweep, a few in each transaction, with the sweep's own figures. */
export interface Recorder {
  /** The newest generation of the account that is known here: not newer than the account's. */
  generation(): number;
  /** Takes an answer; waits when too many are unwritten. Throws what a failed transaction threw. */
  add(answer: SweepAnswer): Promise<void>;
  /** Writes what is left and the last figures. */
  finish(): Promise<void>;
}

export async function createRecorder(terms: SweeperTerms, sweepId: string): Promise<Recorder> {
  const { database, payer, env, now } = terms;
  let generation = await accountGeneration(database.read, payer);
  let waiting: SweepAnswer[] = [];
  let writing: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let failure: unknown;
  const count = { done: 0, failed: 0, told: 0, toldAt: now() };
  let isUsable = false;

  async function write(batch: readonly SweepAnswer[]): Promise<void> {
    const reads: PermissionRead[] = [];
    const failures: (ReadFailure & { relationId: RelationId; at: Instant })[] = [];
    for (const { relationId, answer, generation: asOf } of batch) {
      if (answer.kind !== "accepted") failures.push({ relationId, ...failureOf(answer), at: answer.evidence.beganAt });
      else {
        const { value, evidence } = answer;
        reads.push({ relationId, answer: value, evidence, generation: asOf, cause: "sweep", operationId: null });
      }
    }
    count.done += reads.length;
    count.failed += failures.length;
    const tells =
      count.done + count.failed - count.told >= progressEveryReads || now() - count.toldAt >= progressEveryMs;
    await database.transaction(async (tx) => {
      await recordPermissionReads(tx, payer, reads, env);
      for (const failed of failures) await recordReadFailure(tx, payer, failed.relationId, failed);
      if (reads.length > 0 && !isUsable) await setAccountProblem(tx, payer, null);
      if (tells) await updateSweep(tx, sweepId, { permissions_done: count.done, permissions_failed: count.failed });
      generation = await accountGeneration(tx, payer);
    });
    isUsable ||= reads.length > 0;
    if (!tells) return;
    count.told = count.done + count.failed;
    count.toldAt = now();
    raise("changed");
  }

  /** Batches are written one after the other; after a failure none is. */
  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    writing = writing.then(async () => {
      const batch = waiting.slice(0, batchSize);
      waiting = waiting.slice(batchSize);
      if (batch.length > 0 && failure === undefined) await write(batch);
    });
    writing = writing.catch((error: unknown) => {
      failure ??= error;
    });
    return writing;
  }

  return {
    generation: () => generation,
    async add(answer) {
      waiting.push(answer);
      if (waiting.length >= batchSize) {
        const written = flush();
        if (waiting.length >= backlog) await written;
      } else timer ??= setTimeout(() => void flush(), batchWaitMs);
      if (failure !== undefined) throw failure;
    },
    async finish() {
      while (waiting.length > 0 && failure === undefined) await flush();
      await writing;
      if (failure !== undefined) throw failure;
      await database.transaction((tx) =>
        updateSweep(tx, sweepId, { permissions_done: count.done, permissions_failed: count.failed }),
      );
    },
  };
}
