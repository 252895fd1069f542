import type { ErrorCode } from "@/lib/domain/errors";
import { AppError, type ErrorView } from "@/lib/domain/errors";
import type { Uid } from "@/lib/domain/ids";
import type { Actor } from "@/lib/domain/policy";
import type { Logger } from "@/lib/telemetry/logger";

/** An attempt that came to nothing, as it goes into the log. */
export interface DeniedAttempt {
  /** The name of the action or route. */
  readonly action: string;
  readonly code: ErrorCode;
  readonly fields: readonly string[] | undefined;
  /** `null`: nobody is signed in. */
  readonly actor: Actor | null;
  readonly payer: Uid | null;
  /** What it was aimed at, as far as the input says. */
  readonly entity: string | null;
  readonly correlationId: string;
  /** Where it came from, as far as that is known. Not for the log: it keeps one caller's noise to a row a minute. */
  readonly address: string;
}

export type RecordDenied = (attempt: DeniedAttempt) => Promise<void>;

/** Faults of ours, not refusals: nobody is to be told about a right. */
const faults: ReadonlySet<ErrorCode> = new Set([
  "internal",
  "storage_busy",
  "storage_full",
  "storage_gone",
  "storage_unsure",
]);

/**
 * Turns what was thrown into what the browser is told, after the log knows of it: a refusal that could not be
 * written down is answered as `internal`. The cause goes to the logger, which takes secrets out.
 */
export async function refuse(
  error: unknown,
  attempt: Omit<DeniedAttempt, "code" | "fields">,
  record: RecordDenied | null,
  logger: Logger,
): Promise<ErrorView> {
  const known = error instanceof AppError ? error : new AppError("internal", undefined, { cause: error });
  const { code, fields } = known;
  const place = { action: attempt.action, correlationId: attempt.correlationId };
  if (faults.has(code)) logger.error({ ...place, code, err: known.cause ?? known }, "request failed");
  try {
    await record?.({ ...attempt, code, fields });
  } catch (failure) {
    logger.error({ ...place, code, err: failure }, "the log did not take a refused attempt");
    // A fault of storage is its own explanation; a refusal without its row must not look like one.
    if (!faults.has(code)) return { code: "internal", reference: attempt.correlationId };
  }
  return { code, reference: attempt.correlationId, ...(fields ? { fields } : {}) };
}
