import { setTimeout as pause } from "node:timers/promises";
import type { Ambiguity, Answer, Unreachable } from "./answer";

const tries = 4;
const firstPauseMs = 250;
/** A longer hint of the server is not waited for: the answer goes back to who asked. */
const longestPauseMs = 30_000;
const longestBackoffMs = 4_000;
/** How long a read that nobody waits for is tried again while upstream throttles it: the rate adapts meanwhile. */
const patienceMs = 120_000;

/** What another try may cure. A Code that nobody knows, or a certificate, stays as it is. */
const passing: Record<Ambiguity, boolean> = {
  timeout: true,
  reset: true,
  odd_body: true,
  server_error: true,
  crash: true,
  unknown_code: false,
  lower_case_keys: false,
  other_payer: false,
  cancelled: false,
};
const reachableLater: Record<Unreachable, boolean> = {
  connection_refused: true,
  connect_timeout: true,
  no_route: true,
  unknown_host: true,
  tls: false,
  no_credentials: false,
  invalid_command: false,
};

/**
 * Asks again, four times in all, with growing pauses and the server's hint. `patient`: a throttled try does not count for
 * two minutes. For reads only. Never throws.
 */
export async function retryRead<T>(
  once: () => Promise<Answer<T>>,
  { signal, patient }: { readonly signal: AbortSignal | undefined; readonly patient: boolean },
): Promise<Answer<T>> {
  const until = performance.now() + patienceMs;
  let counted = 0;
  for (let attempt = 0; ; attempt += 1) {
    const answer = await once();
    if (!(patient && answer.kind === "throttled" && performance.now() < until)) counted += 1;
    if (counted === tries || !mayPass(answer)) return answer;
    // Half of it by chance, so that readers turned away together do not come back together.
    const backoff = Math.min(longestBackoffMs, firstPauseMs * 2 ** attempt) * (0.5 + Math.random() / 2);
    const wait = Math.max(backoff, (answer.kind === "throttled" && answer.retryAfterMs) || 0);
    if (wait > longestPauseMs) return answer;
    try {
      await pause(wait, undefined, { signal });
    } catch {
      return { kind: "ambiguous", reason: "cancelled", evidence: answer.evidence };
    }
  }
}

function mayPass<T>(answer: Answer<T>): answer is Exclude<Answer<T>, { kind: "accepted" | "refused" }> {
  switch (answer.kind) {
    case "accepted":
    case "refused":
      return false;
    case "throttled":
      return true;
    case "unreachable":
      return reachableLater[answer.reason];
    case "ambiguous":
      return passing[answer.reason];
  }
}
