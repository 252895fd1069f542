import type { Operation } from "@/lib/db/queries/operations";
import { type Instant, instant, later, millis } from "@/lib/domain/ids";
import type { ExecutorContext } from "@/lib/worker/executor-context";

/** Longest that a throttled operation is tried again (rule 5). */
export const throttledForMs = 10 * 60_000;

const shortestWaitMs = 500;
const longestWaitMs = 60_000;

/** When a waiting operation is tried next: later the longer it waits already, or as upstream asks. */
export function nextTry(
  context: Pick<ExecutorContext, "now">,
  operation: Pick<Operation, "firstSentAt" | "waitingSince" | "expiresAt">,
  hintMs: number | null,
): { readonly due_at: Instant; readonly waiting_since: Instant } {
  const now = instant(context.now());
  const waited = operation.waitingSince ? millis(now) - millis(operation.waitingSince) : 0;
  const wait = hintMs ?? Math.min(longestWaitMs, Math.max(shortestWaitMs, waited / 2));
  const due = later(now, wait * (1 + Math.random() / 4));
  const end = operation.firstSentAt ? later(operation.firstSentAt, throttledForMs) : operation.expiresAt;
  // However long upstream's hint, the end of trying is met on time.
  return { due_at: due < end || end <= now ? due : end, waiting_since: operation.waitingSince ?? now };
}
