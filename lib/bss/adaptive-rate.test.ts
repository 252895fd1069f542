import { describe, expect, test } from "vitest";
import { createAdaptiveRate } from "./adaptive-rate";

/** A server that takes `quota` calls a second, in a bucket of one second, over some simulated minutes. */
function against(quota: (now: number) => number, most: number, seconds: number) {
  const rate = createAdaptiveRate(most);
  const begun: { at: number; taken: boolean; allowed: number }[] = [];
  let bucket = quota(0);
  let filledAt = 0;
  for (let now = 0; now < seconds * 1_000; ) {
    const next = Math.max(rate.freeAt(now), (begun.at(-1)?.at ?? Number.NEGATIVE_INFINITY) + 1_000 / most);
    if (next > now) {
      now = next;
      continue;
    }
    rate.take(now);
    bucket = Math.min(quota(now), bucket + ((now - filledAt) / 1_000) * quota(now));
    filledAt = now;
    const taken = bucket >= 1;
    if (taken) bucket -= 1;
    else rate.throttled(now, now + 5);
    begun.push({ at: now, taken, allowed: rate.allowed(now) });
    now += 1;
  }
  return begun;
}
const within = <T extends { at: number }>(calls: readonly T[], from: number, to: number) =>
  calls.filter(({ at }) => at >= from * 1_000 && at < to * 1_000);

describe("the rate", () => {
  test("is the configured one while nothing is throttled", () => {
    const calls = against(() => 100, 5, 60);
    expect(calls.every(({ taken, allowed }) => taken && allowed === 5)).toBe(true);
    expect(calls.length).toBe(300);
  });

  test.each([
    [1, 5],
    [1, 50],
    [3, 5],
    [20, 50],
    [100, 10_000],
  ])("finds a quota of %d a second under a configured %d: most of it used, few calls turned away", (quota, most) => {
    const settled = within(
      against(() => quota, most, 320),
      20,
      320,
    );
    const taken = settled.filter((call) => call.taken).length;
    expect(taken / 300 / quota).toBeGreaterThan(0.6);
    expect((settled.length - taken) / settled.length).toBeLessThan(0.3);
    expect(settled.every(({ allowed }) => allowed >= 0.2 && allowed <= most)).toBe(true);
  });

  test("comes back to the configured one within five minutes once nothing is throttled, in steps, and not above", () => {
    const calls = within(
      against((now) => (now < 60_000 ? 1 : 1_000), 50, 400),
      70,
      400,
    );
    const steps = calls.map(({ allowed }, n) => allowed - (calls[n - 1]?.allowed ?? allowed));
    expect(Math.min(...steps)).toBe(0);
    expect(Math.max(...steps)).toBeLessThanOrEqual(1);
    expect(within(calls, 365, 400).every(({ allowed }) => allowed === 50)).toBe(true);
  });
});

describe("a cut", () => {
  test("is one for all that was turned away together, and one a second at most", () => {
    const rate = createAdaptiveRate(16);
    for (let call = 0; call < 10; call += 1) rate.throttled(0, 100 + call);
    expect(rate.allowed(110)).toBe(8);
    rate.throttled(200, 600);
    expect(rate.allowed(600)).toBe(8);
    rate.throttled(90, 1_500);
    expect(rate.allowed(1_500)).toBe(8);
    rate.throttled(1_400, 1_500);
    expect(rate.allowed(1_500)).toBe(4);
  });

  test("never goes below one call in five seconds, nor below a rate that is lower still", () => {
    const rate = createAdaptiveRate(5);
    for (let second = 1; second < 60; second += 1) rate.throttled(second * 1_100 - 1, second * 1_100);
    expect(rate.allowed(59 * 1_100)).toBe(0.2);
    const slow = createAdaptiveRate(0.1);
    slow.throttled(5, 10);
    expect(slow.allowed(10)).toBe(0.1);
  });

  test("sets a pace also where no rate is configured, and gives back step by step", () => {
    const rate = createAdaptiveRate(Number.POSITIVE_INFINITY);
    expect(rate.freeAt(0)).toBe(0);
    rate.throttled(5, 10);
    expect(rate.allowed(10)).toBe(500);
    expect(rate.allowed(9_010)).toBe(950);
    expect(rate.allowed(10_010)).toBe(Number.POSITIVE_INFINITY);
  });
});
