/** One cut for what was turned away together, and for what its server counts in one second. */
const cutEveryMs = 1_000;
/** One call in five seconds: slow enough for any quota that a desk could live with, and still noticed when it is lifted. */
const slowestPerSecond = 0.2;
/** Of what a cut left, given back with each second; so a quota is tried again about every ten seconds. */
const stepOfCut = 0.1;
/** Of the configured rate, given back with each second at least: all of it within five minutes. */
const stepOfMost = 1 / 300;
/** What may begin at once where timers are too coarse for one call after the other. */
const slackMs = 10;
/** What stands for the configured rate where none is configured. */
const unlimited = 1_000;

/** How many calls a second may begin, as upstream's throttling lets us find out. All times are of one clock that never goes back. */
export interface AdaptiveRate {
  /** Calls a second now: the configured rate at most. */
  allowed(now: number): number;
  /** From when on the next call may begin; 0: the rate is not reduced, so this sets no pace. */
  freeAt(now: number): number;
  take(now: number): void;
  /** Upstream turned a call away that had begun then. */
  throttled(begunAt: number, now: number): void;
}

/**
 * Halves the rate when upstream throttles, and gives it back in equal steps, one with each second in which it does not;
 * never above `most`. While it is reduced calls are spread evenly: a burst is what brings on the next refusal.
 */
export function createAdaptiveRate(most: number): AdaptiveRate {
  const full = Number.isFinite(most) ? most : unlimited;
  const least = Math.min(full, slowestPerSecond);
  let rate = full;
  let step = 0;
  let cutAt = Number.NEGATIVE_INFINITY;
  let steppedAt = Number.NEGATIVE_INFINITY;
  let paceFrom = Number.NEGATIVE_INFINITY;

  function allowed(now: number): number {
    const steps = rate < full ? Math.floor((now - steppedAt) / 1_000) : 0;
    if (steps > 0) {
      rate = Math.min(full, rate + steps * step);
      steppedAt += steps * 1_000;
    }
    return rate < full ? rate : most;
  }

  return {
    allowed,
    freeAt: (now) => (allowed(now) < most ? paceFrom : 0),
    take(now) {
      const perSecond = allowed(now);
      if (perSecond < most) paceFrom = Math.max(paceFrom, now - slackMs) + 1_000 / perSecond;
    },
    throttled(begunAt, now) {
      // What had begun before the last cut says nothing about the rate since.
      if (begunAt <= cutAt || now - cutAt < cutEveryMs) {
        steppedAt = now;
        return;
      }
      rate = Math.max(least, Math.min(allowed(now), full) / 2);
      step = Math.max(rate * stepOfCut, full * stepOfMost);
      cutAt = now;
      steppedAt = now;
      paceFrom = now + 1_000 / rate;
    },
  };
}
