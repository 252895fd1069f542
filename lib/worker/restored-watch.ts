import { setTimeout as sleep } from "node:timers/promises";
import { placeOf } from "@/lib/db/place";
import { auditHead } from "@/lib/db/queries/audit-reading";
import { auditHashAt, instanceOf, movedTo } from "@/lib/db/queries/instance";
import { DatabaseMoved, judgeAndTreat, type RestoredTerms } from "@/lib/worker/restored";
import { type MarkFile, readMarkFile, writeMarkFile } from "@/lib/worker/restored-mark";
import { displaced } from "@/lib/worker/restored-verdict";

/** How often a process notes how far the log has come, and sees whether the database is still the same one. */
const lookEveryMs = 5_000;
const againAfterMs = 1_000;

/** What a process knows of its database, kept beside it on disk. */
export interface HighWater {
  /**
   * Notes how far the log has come by now. To be asked between the intent on disk and its request: whatever was sent,
   * a copy of the database made before lacks a row that the file names. False: nothing may be sent, since the database
   * is another one than before, or the file cannot be written.
   */
  raise(): Promise<boolean>;
  /** Keeps looking until aborted; a database that was put in place of ours, or a moved timeline, is treated at once. */
  watch(abort: AbortSignal): Promise<void>;
}

/**
 * Rule 12, to be run to its end before a worker touches anything: see `judgeAndTreat`. Tried until storage takes it.
 * Null: aborted, or the database was moved elsewhere and no worker may run on it.
 */
export async function applyRuleTwelve(terms: RestoredTerms, abort: AbortSignal): Promise<HighWater | null> {
  const { env, logger } = terms;
  while (!abort.aborted) {
    try {
      const file = await judgeAndTreat(terms, await readMarkFile(env.data), abort);
      await writeMarkFile(env.data, file);
      return keepHighWater(terms, file);
    } catch (error) {
      if (abort.aborted) break;
      logger.error({ err: error }, "whether the database is the known one could not be found out");
      if (error instanceof DatabaseMoved) break;
      await sleep(againAfterMs, undefined, { signal: abort }).catch(() => undefined);
    }
  }
  return null;
}

function keepHighWater(terms: RestoredTerms, first: MarkFile): HighWater {
  const { database, env, logger } = terms;
  let known = first;

  /** Whether the database is the one that is known, reaches as far, and was not moved elsewhere meanwhile. */
  async function isSame(): Promise<boolean> {
    const { read } = database;
    const [instance, hash, moved] = await Promise.all([instanceOf(read), auditHashAt(read, known.seq), movedTo(read)]);
    return !moved && instance?.marks.at(-1) === known.mark && (known.seq === 0 || hash === known.hash);
  }

  async function look(): Promise<boolean> {
    try {
      if (!(await isSame())) return false;
      const { seq, hash } = await auditHead(database.read);
      if (seq === known.seq) return true;
      const next = { ...known, seq, hash };
      await writeMarkFile(env.data, next);
      known = next;
      return true;
    } catch (error) {
      logger.error({ err: error }, "how far the log has come could not be noted: nothing is sent");
      return false;
    }
  }

  let current: Promise<boolean> = Promise.resolve(true);
  let next: Promise<boolean> | null = null;
  // A look that is under way may have missed what this call is about; those that wait share the next one.
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = current.then(work);
    current = result.then(
      () => true,
      () => false,
    );
    return result;
  };
  const raise = (): Promise<boolean> => {
    next ??= inTurn(() => {
      next = null;
      return look();
    });
    return next;
  };

  async function lookWhole(abort: AbortSignal): Promise<void> {
    const place = await placeOf(database.read);
    const noted = (await instanceOf(database.read))?.place;
    const isThere = noted !== undefined && displaced(noted, place) === null;
    if (isThere && (await isSame())) {
      await look();
      return;
    }
    known = await judgeAndTreat(terms, known, abort);
    await writeMarkFile(env.data, known);
  }

  return {
    raise,
    async watch(abort) {
      while (!abort.aborted) {
        await sleep(lookEveryMs, undefined, { signal: abort }).catch(() => undefined);
        if (abort.aborted) break;
        await inTurn(() => lookWhole(abort)).catch((error: unknown) =>
          logger.error({ err: error }, "whether the database is the known one could not be found out"),
        );
      }
      await raise();
    },
  };
}
