import type { Instant } from "@/lib/domain/ids";
import type { Ambiguity, Answer, Evidence } from "./answer";
import { parseEnvelope, parseLowerCaseEnvelope } from "./parse-envelope";
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

/** What makes a body an answer. */
export interface Expected<T> {
  proof: Proof;
  /** Takes the value out of the body; `null` when a part that makes it an answer is missing. */
  read: (body: unknown) => T | null;
  /** Codes of this API that are refusals too. */
  refuses?: (code: string) => boolean;
  /** Why a value that was read is not what was asked for, or `null`. */
  doubt?: (value: T) => Ambiguity | null;
}

/** Puts an answer into its class. Pure, and total over any status and any body. */
export function judge<T>(
  reply: Reply,
  { proof, read, refuses, doubt }: Expected<T>,
  span: { beganAt: Instant; endedAt: Instant },
): Answer<T> {
  const { code, message, requestId, hostId, success } = parseEnvelope(reply.body);
  const evidence: Evidence = {
    beganAt: span.beganAt,
    endedAt: span.endedAt,
    status: reply.status,
    code,
    message,
    requestId: requestId ?? reply.requestId,
    hostId,
    success,
  };
  // Turned away *and* done is a contradiction, and a throttled write is sent again: so it is not throttling then.
  if (code !== null && isThrottling(code) && success !== true) {
    return { kind: "throttled", retryAfterMs: reply.retryAfterMs, evidence };
  }
  if (reply.status >= 500) return { kind: "ambiguous", reason: "server_error", evidence };
  const ok = reply.status >= 200 && reply.status < 300;
  if (!ok && reply.status < 400) return { kind: "ambiguous", reason: "odd_body", evidence };
  const isGood = code !== null && isAccepted(code);
  if (code !== null && !isGood && (isRefusal(code) || refuses?.(code))) return { kind: "refused", evidence };
  const accepted = ok && (proof === "shape" ? code === null : isGood);
  const inLowerCase = accepted || code !== null ? null : parseLowerCaseEnvelope(reply.body);
  if (inLowerCase) {
    const told = { ...evidence, ...inLowerCase, requestId: inLowerCase.requestId ?? reply.requestId };
    return { kind: "ambiguous", reason: "lower_case_keys", evidence: told };
  }
  if (!accepted || success === false) {
    return { kind: "ambiguous", reason: code === null ? "odd_body" : "unknown_code", evidence };
  }
  const value = proof === "code_and_success" && success !== true ? null : read(reply.body);
  if (value === null) return { kind: "ambiguous", reason: "odd_body", evidence };
  const reason = doubt?.(value) ?? null;
  return reason === null ? { kind: "accepted", value, evidence } : { kind: "ambiguous", reason, evidence };
}
