import type { Instant } from "@/lib/domain/ids";
import type { Answer, Evidence } from "./answer";
import { parseEnvelope } from "./parse-envelope";
import { isAccepted, isRefusal, isThrottling } from "./refusals";

/** An answer that arrived whole: its status, what its headers said, and its body (`undefined`: not JSON). */
export interface Reply {
  status: number;
  /** `x-acs-request-id`. */
  requestId: string | null;
  /** `x-acs-retry-after`, milliseconds. */
  retryAfterMs: number | null;
  body: unknown;
}

/**
 * What an API needs to count as accepted. A write: an accepted Code and Success. A read: an accepted Code, and
 * Success not false. STS answers without either.
 */
export type Proof = "code_and_success" | "code" | "shape";

/**
 * Puts an answer into its class. Pure, and total over any status and any body.
 * @param read takes the value out of the body; `null` when a part that makes it an answer is missing.
 */
export function judge<T>(
  reply: Reply,
  proof: Proof,
  read: (body: unknown) => T | null,
  span: { beganAt: Instant; endedAt: Instant },
): Answer<T> {
  const { code, success, ...rest } = parseEnvelope(reply.body);
  const evidence: Evidence = {
    ...span,
    ...rest,
    status: reply.status,
    code,
    success,
    requestId: rest.requestId ?? reply.requestId,
  };
  // Turned away *and* done is a contradiction, and a throttled write is sent again: so it is not throttling then.
  if (code !== null && isThrottling(code) && success !== true) {
    return { kind: "throttled", retryAfterMs: reply.retryAfterMs, evidence };
  }
  if (reply.status >= 500) return { kind: "ambiguous", reason: "server_error", evidence };
  const ok = reply.status >= 200 && reply.status < 300;
  if (!ok && reply.status < 400) return { kind: "ambiguous", reason: "odd_body", evidence };
  if (code !== null && isRefusal(code)) return { kind: "refused", evidence };
  const accepted = ok && (proof === "shape" ? code === null : code !== null && isAccepted(code));
  if (!accepted || success === false) {
    return { kind: "ambiguous", reason: code === null ? "odd_body" : "unknown_code", evidence };
  }
  const value = proof === "code_and_success" && success !== true ? null : read(reply.body);
  return value === null ? { kind: "ambiguous", reason: "odd_body", evidence } : { kind: "accepted", value, evidence };
}
