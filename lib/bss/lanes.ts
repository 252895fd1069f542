import { createAdaptiveRate } from "./adaptive-rate";
import { onAbort } from "./on-abort";

/** Who goes first when the rate is scarce: the write path, then a person who waits, then the sweep. */
export type Priority = (typeof order)[number];

const order = ["write", "person", "sweep"] as const;

/**
 * While those ahead of them keep waiting, one call in so many is theirs: a change set of thousands would keep a person
 * and the sweep waiting for an hour.
 */
const turns = { person: 3, sweep: 5 };

/** What a server may ask us to wait at most; a longer hint is left to who asked. */
const longestHoldMs = 30_000;

/** What one call may be on its way longer than the next, so that no second is too full as upstream counts them either. */
const jitterMs = 30;

/**
 * One account's share of upstream: at most so many calls begun in any second, fewer while upstream throttles, at most so
 * many open at once.
 */
export interface Lanes {
  /** Runs `work` when it is its turn. Rejects when the signal fires before that, or with what `work` throws. */
  run<T>(priority: Priority, work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** Lets nothing begin for a while: the server said how long. */
  hold(milliseconds: number): void;
  /** Upstream throttled a call that had begun then, by `performance.now()`: fewer begin from now on. */
  throttled(begunAt: number): void;
  /** How much is used: what waits for its turn, and what began within the last second. */
  load(): Load;
}

export interface Load {
  readonly waiting: number;
  readonly begunLastSecond: number;
  /** Calls that may begin in a second now: the configured rate, or less since upstream throttled. */
  readonly allowedPerSecond: number;
}

/**
 * Calls of equal priority go in the order in which they came. The sweep has a window of its own, which spreads it
 * evenly over the second, and leaves one place open: a person who comes while it runs waits for about a fifth of a
 * second, not for the rest of one. Whoever goes ahead leaves a person every third call, and the sweep every fifth.
 */
export function createLanes({ ratePerSecond, concurrency }: { ratePerSecond: number; concurrency: number }): Lanes {
  const waiting = { write: new Set<() => void>(), person: new Set<() => void>(), sweep: new Set<() => void>() };
  const all = slidingWindow(ratePerSecond, ratePerSecond, jitterMs);
  // A little faster than the rate, so that the window of `all` alone decides how long a sweep takes.
  const gate = slidingWindow(ratePerSecond / 5, ratePerSecond * 1.1);
  const sweepsAtOnce = Math.max(1, concurrency - 1);
  const adaptive = createAdaptiveRate(ratePerSecond);
  const begun = countOfLastSecond();
  const open = { all: 0, sweep: 0 };
  let heldUntil = 0;
  const passedOver = { person: 0, sweep: 0 };
  let alarm: NodeJS.Timeout | undefined;

  /** The first in order that waits; instead a person, then the sweep, when passed over often enough and able to go now. */
  function nextInTurn(now: number): Priority | undefined {
    const isDue = (one: "person" | "sweep") => waiting[one].size > 0 && passedOver[one] >= turns[one] - 1;
    if (isDue("person")) return "person";
    if (isDue("sweep") && open.sweep < sweepsAtOnce && gate.freeAt() <= now) return "sweep";
    return order.find((one) => waiting[one].size > 0);
  }

  /** Begins what may begin, and comes back when time alone opens the way for the next. */
  function advance(): void {
    for (;;) {
      const now = performance.now();
      const priority = nextInTurn(now);
      if (priority === undefined || open.all >= concurrency) return;
      const isSweep = priority === "sweep";
      if (isSweep && open.sweep >= sweepsAtOnce) return;
      const freeAt = Math.max(heldUntil, adaptive.freeAt(now), all.freeAt(), isSweep ? gate.freeAt() : 0);
      if (freeAt > now) {
        clearTimeout(alarm);
        alarm = setTimeout(advance, Math.ceil(freeAt - now));
        return;
      }
      const [begin] = waiting[priority];
      if (!begin) return;
      waiting[priority].delete(begin);
      all.take(now);
      adaptive.take(now);
      if (isSweep) gate.take(now);
      for (const one of ["person", "sweep"] as const)
        passedOver[one] = one === priority || waiting[one].size === 0 ? 0 : passedOver[one] + 1;
      begun.add();
      begin();
    }
  }

  return {
    run: (priority, work, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const isSweep = priority === "sweep";
        const end = () => {
          open.all -= 1;
          if (isSweep) open.sweep -= 1;
          advance();
        };
        let stay: (() => void) | undefined;
        const begin = () => {
          stay?.();
          open.all += 1;
          if (isSweep) open.sweep += 1;
          work().then(resolve, reject).then(end, end);
        };
        waiting[priority].add(begin);
        advance();
        if (!signal || !waiting[priority].has(begin)) return;
        stay = onAbort(signal, () => {
          waiting[priority].delete(begin);
          reject(signal.reason);
        });
      }),
    hold(milliseconds) {
      heldUntil = Math.max(heldUntil, performance.now() + Math.min(milliseconds, longestHoldMs));
      advance();
    },
    throttled: (begunAt) => adaptive.throttled(begunAt, performance.now()),
    load: () => ({
      waiting: order.reduce((sum, priority) => sum + waiting[priority].size, 0),
      begunLastSecond: begun.read(),
      allowedPerSecond: adaptive.allowed(performance.now()),
    }),
  };
}

interface Window {
  /** From when on the next may begin, by `performance.now()`: the clock on the wall may be set back. */
  freeAt(): number;
  take(now: number): void;
}

/** Lets `burst` begin at once at most and `rate` a second on the whole, in every window and `margin` milliseconds more. */
function slidingWindow(burst: number, rate: number, margin = 0): Window {
  if (!Number.isFinite(rate)) return { freeAt: () => 0, take: () => undefined };
  const cap = Math.max(1, Math.floor(burst));
  const length = (cap / rate) * 1_000 + margin;
  /** When the last `cap` of them began, the oldest at `next`. */
  const taken = new Float64Array(cap).fill(Number.NEGATIVE_INFINITY);
  let next = 0;
  return {
    freeAt: () => (taken[next] ?? 0) + length,
    take(now) {
      taken[next] = now;
      next = (next + 1) % cap;
    },
  };
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
