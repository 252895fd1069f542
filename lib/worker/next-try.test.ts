import { expect, it } from "vitest";
import type { Operation } from "@/lib/db/queries/operations";
import { instant, later, millis } from "@/lib/domain/ids";
import { nextTry, throttledForMs } from "@/lib/worker/next-try";

const now = instant(Date.UTC(2026, 10, 22, 12));
const clock = { now: () => millis(now) };
const waiting = (times: Partial<Pick<Operation, "firstSentAt" | "waitingSince" | "expiresAt">>) => ({
  firstSentAt: null,
  waitingSince: null,
  expiresAt: later(now, 86_400_000),
  ...times,
});
const waitOf = (times: Parameters<typeof waiting>[0], hint: number | null) =>
  millis(nextTry(clock, waiting(times), hint).due_at) - millis(now);

it("waits as long as upstream asks, and longer the longer it waits already, up to a minute and a quarter", () => {
  expect(waitOf({}, 4_000)).toBeGreaterThanOrEqual(4_000);
  expect(waitOf({}, null)).toBeLessThanOrEqual(625);
  expect(waitOf({ waitingSince: later(now, -3_600_000) }, null)).toBeGreaterThanOrEqual(60_000);
  expect(waitOf({ waitingSince: later(now, -3_600_000) }, null)).toBeLessThanOrEqual(75_000);
});

it("meets the end of trying on time, however long the hint", () => {
  expect(waitOf({ firstSentAt: now }, 3_600_000)).toBe(throttledForMs);
  expect(waitOf({ expiresAt: later(now, 5_000) }, 3_600_000)).toBe(5_000);
});
