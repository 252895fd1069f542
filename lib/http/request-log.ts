import type { ErrorCode } from "@/lib/domain/errors";
import type { Uid } from "@/lib/domain/ids";
import type { Actor } from "@/lib/domain/policy";
import type { Logger } from "@/lib/telemetry/logger";

/** What is known of a request that ended: by names and ids, never by what was typed. */
export interface EndedRequest {
  /** The name of the action or route. */
  readonly action: string;
  readonly correlationId: string;
  readonly actor: Actor | null;
  readonly payer: Uid | null;
  /** `null`: it was done. */
  readonly code: ErrorCode | null;
  /** When it began, by `performance.now()`. */
  readonly startedAt: number;
}

/** Writes a request's line. Reads that go well are many and say little: they are for debugging. */
export function logRequest(logger: Logger, kind: "action" | "read", request: EndedRequest): void {
  const { action, correlationId, actor, payer, code, startedAt } = request;
  const level = kind === "action" || (code !== null && code !== "not_signed_in") ? "info" : "debug";
  const ms = Math.round(performance.now() - startedAt);
  const line = { correlationId, action, personId: actor?.id ?? null, account: payer, outcome: code ?? "done", ms };
  logger[level](line, kind);
}
