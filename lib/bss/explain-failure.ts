import { z } from "zod";
import type { Ambiguity, Unreachable } from "./answer";
import type { Sighting } from "./sighting";

/** A request that ended without a whole answer. `note` is a name from a closed alphabet, never a message. */
export type Failure =
  | { kind: "unsent"; reason: Unreachable; note: string }
  | { kind: "broken"; reason: Ambiguity; note: string };

const name = z
  .string()
  .regex(/^[A-Za-z0-9_.-]{1,64}$/)
  .nullable()
  .catch(null);

const thrown = z.object({ name, code: name, syscall: name, message: z.string().catch("") });

/**
 * What a failure that is not an answer means for the request. Pure. Certain that nothing was sent: no connection
 * was ever made, or the server's certificate was turned down, which Node does before it writes the request. A
 * connection that ends, a fresh one or one kept alive, proves nothing.
 */
export function explainFailure(error: unknown, seen: Pick<Sighting, "connected" | "answer">): Failure {
  const parsed = thrown.safeParse(error);
  if (!parsed.success) return { kind: "broken", reason: "crash", note: "unknown" };
  const { code, syscall, message } = parsed.data;
  const note = code ?? parsed.data.name ?? "unknown";
  if (code === "InvalidCredentials" && seen.connected === null) {
    return { kind: "unsent", reason: "no_credentials", note };
  }
  const beforeConnection = syscall === "connect" || syscall === "getaddrinfo";
  if (seen.connected === false || (seen.connected === null && beforeConnection)) {
    return { kind: "unsent", reason: whyNoConnection(code, parsed.data.name), note };
  }
  if (seen.answer === null && isHandshakeFailure(code, message)) return { kind: "unsent", reason: "tls", note };
  if (seen.answer !== null && seen.answer.status >= 500) return { kind: "broken", reason: "server_error", note };
  if (parsed.data.name === timeoutName || code === "ETIMEDOUT") return { kind: "broken", reason: "timeout", note };
  if (code !== null && (resets.has(code) || code.startsWith("ERR_SSL_")))
    return { kind: "broken", reason: "reset", note };
  // The headers came and the SDK could not read the body: it throws a bare SyntaxError or TypeError.
  if (seen.answer !== null) return { kind: "broken", reason: "odd_body", note };
  return { kind: "broken", reason: "crash", note };
}

const timeoutName = "RequestTimeoutError";
const resets: ReadonlySet<string> = new Set([
  "ECONNRESET",
  "EPIPE",
  "EPROTO",
  "ECONNABORTED",
  "ERR_STREAM_PREMATURE_CLOSE",
]);

function whyNoConnection(code: string | null, errorName: string | null): Unreachable {
  if (code === "ECONNREFUSED") return "connection_refused";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN" || code === "EAI_FAIL") return "unknown_host";
  if (code === "ETIMEDOUT" || errorName === timeoutName) return "connect_timeout";
  return "no_route";
}

/** Node's names for a certificate that it will not accept. A closed list: any other TLS error is a reset. */
const certificateFaults: ReadonlySet<string> = new Set([
  "CERT_CHAIN_TOO_LONG",
  "CERT_HAS_EXPIRED",
  "CERT_NOT_YET_VALID",
  "CERT_REJECTED",
  "CERT_REVOKED",
  "CERT_SIGNATURE_FAILURE",
  "CERT_UNTRUSTED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "INVALID_CA",
  "INVALID_PURPOSE",
  "PATH_LENGTH_EXCEEDED",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
]);

/** EPROTO counts only for a server that speaks no TLS: other alerts can come after the request was written. */
const isHandshakeFailure = (code: string | null, message: string): boolean =>
  code !== null && (certificateFaults.has(code) || (code === "EPROTO" && message.includes("wrong version number")));
