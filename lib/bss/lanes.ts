import { setMaxListeners } from "node:events";
import PQueue from "p-queue";

/** Who goes first when the rate is scarce: the write path, then a person who waits, then the sweep. */
export type Priority = "write" | "person" | "sweep";

const rank: Record<Priority, number> = { write: 2, person: 1, sweep: 0 };

/** What a server may ask us to wait at most; a longer hint is left to who asked. */
const longestHoldMs = 30_000;

/** One account's share of upstream: at most so many calls begun in any second, at most so many open at once. */
export interface Lanes {
  /** Runs `work` when it is its turn. Rejects when the signal fires before that, or with what `work` throws. */
  run<T>(priority: Priority, work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** Lets nothing begin for a while: the server said how long. */
  hold(milliseconds: number): void;
  /** How much is used: what waits for its turn, and what began within the last second. */
  load(): Load;
}

export interface Load {
  readonly waiting: number;
  readonly begunLastSecond: number;
}

/**
 * Calls of equal priority go in the order in which they came. The sweep passes a gate of its own first, which
 * spreads it evenly over the second and leaves one place open: a person who comes while it runs waits for about
 * a fifth of a second, not for the rest of one.
 */
export function createLanes(settings: { ratePerSecond: number; concurrency: number }): Lanes {
  const { ratePerSecond, concurrency } = settings;
  const all = new PQueue({ concurrency, ...slidingWindow(ratePerSecond, ratePerSecond) });
  // A little faster than the rate, so that the window of `all` alone decides how long a sweep takes.
  const gate = new PQueue({
    concurrency: Math.max(1, concurrency - 1),
    ...slidingWindow(ratePerSecond / 5, ratePerSecond * 1.1),
  });
  let heldUntil = 0;
  let release: NodeJS.Timeout | undefined;
  const begun = countOfLastSecond();

  return {
    run(priority, work, signal) {
      // Every waiting read listens on the sweep's one signal; Node warns of a leak at eleven.
      if (signal) setMaxListeners(0, signal);
      const begin = () => {
        begun.add();
        return work();
      };
      const enter = () => all.add(begin, { priority: rank[priority], signal });
      return priority === "sweep" ? gate.add(enter, { signal }) : enter();
    },
    hold(milliseconds) {
      const now = performance.now();
      const until = now + Math.min(milliseconds, longestHoldMs);
      if (until <= heldUntil) return;
      heldUntil = until;
      all.pause();
      clearTimeout(release);
      release = setTimeout(() => all.start(), until - now);
    },
    load: () => ({ waiting: gate.size + all.size, begunLastSecond: begun.read() }),
  };
}

/** Options of a queue that starts `burst` at once at most and `rate` a second on the whole, in every window. */
function slidingWindow(burst: number, rate: number) {
  if (!Number.isFinite(rate)) return {};
  const intervalCap = Math.max(1, Math.floor(burst));
  return { intervalCap, interval: (intervalCap / rate) * 1_000, strict: true };
}

/** Counts by the tenth of a second, so that a thousand calls a second cost ten numbers. */
function countOfLastSecond() {
  const tenths: { at: number; calls: number }[] = Array.from({ length: 10 }, () => ({ at: -1, calls: 0 }));
  const now = () => Math.floor(performance.now() / 100);
  return {
    add() {
      const at = now();
      const tenth = tenths[at % 10];
      if (tenth?.at === at) tenth.calls += 1;
      else tenths[at % 10] = { at, calls: 1 };
    },
    read: () => tenths.reduce((sum, { at, calls }) => sum + (now() - at < 10 ? calls : 0), 0),
  };
}
