import { type Instant, later } from "@/lib/domain/ids";

/** Parts of the settle window after which an unsettled operation is read: 1, 5, 15 and 20 of 20 minutes (rule 6). */
const parts = [0.05, 0.25, 0.75, 1];

/** The next moment to read an unsettled operation; past the window, a twentieth of it later. */
export function nextSettleRead(settlesAt: Instant, settleMs: number, now: Instant): Instant {
  const moments = parts.map((part) => later(settlesAt, -settleMs * (1 - part)));
  return moments.find((moment) => moment > now) ?? later(now, settleMs / 20);
}
