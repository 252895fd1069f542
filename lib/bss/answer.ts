import type { Instant } from "@/lib/domain/ids";

/**
 * What is kept of one request to Alibaba Cloud, whatever came of it. Plain JSON, made to be stored.
 * `message` is scrubbed already; `hostId` is as it came (for a write it is the caller's own IP address) and
 * has to be scrubbed before it reaches a log.
 */
export interface Evidence {
  /** The moment before the first byte could leave: after the queue, the credentials and the fence. */
  beganAt: Instant;
  endedAt: Instant;
  /** HTTP status; `null` when no header of an answer arrived. */
  status: number | null;
  /** Upstream's `Code` as text (the JSON number 200 is "200"). */
  code: string | null;
  /** Upstream's `Message`, or the name of the socket error; free of URLs, e-mails, keys and addresses; capped. */
  message: string | null;
  /** The body's `RequestId`, else the header `x-acs-request-id`. Not the one that we sent. */
  requestId: string | null;
  hostId: string | null;
  success: boolean | null;
}

/**
 * Why nobody can say whether a request took effect. `timeout`: no whole answer in time. `reset`: the connection
 * ended after it was made. `odd_body`: an answer that is not one (HTML, truncated, `{}`, a missing part, 3xx).
 * `server_error`: 5xx that is not throttling. `unknown_code`: a Code that is neither accepted nor in the closed
 * list of refusals, or one that contradicts `Success`. `lower_case_keys`: a body that would be an answer if its keys
 * began with capitals; the evidence keeps its Code. `other_payer`: an account was made, and another one is said to be
 * its management account. `cancelled`: a read ended by its signal; writes never are.
 * `crash`: a failure inside the SDK, or (recorded by the worker) of the process while it was sending.
 */
export type Ambiguity =
  | "timeout"
  | "reset"
  | "odd_body"
  | "server_error"
  | "unknown_code"
  | "lower_case_keys"
  | "other_payer"
  | "cancelled"
  | "crash";

/** Why it is certain that no byte of the request left this machine. */
export type Unreachable =
  | "connection_refused"
  | "connect_timeout"
  | "no_route"
  | "unknown_host"
  | "tls"
  | "no_credentials"
  | "invalid_command";

/** The five classes of answer. A function of the gateway that gives one never throws. */
export type Answer<T> = { kind: "accepted"; value: T; evidence: Evidence } | Unaccepted;

/** Every answer that carries no value. */
export type Unaccepted =
  /** Upstream said no, with a Code of the closed list in `refusals.ts`. A write is read back before that is said. */
  | { kind: "refused"; evidence: Evidence }
  /** Turned away by flow control before it was carried out. `retryAfterMs`: the server's own hint. */
  | { kind: "throttled"; retryAfterMs: number | null; evidence: Evidence }
  | { kind: "unreachable"; reason: Unreachable; evidence: Evidence }
  | { kind: "ambiguous"; reason: Ambiguity; evidence: Evidence };
