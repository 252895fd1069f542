import type { Sent } from "@/lib/bss/gateway";
import { millis } from "@/lib/domain/ids";
import type { Logger } from "@/lib/telemetry/logger";

/** One upstream write that has ended, tied to the request of ours that asked for it. */
interface EndedWrite {
  /** Of the request that applied it; the same stands in the log's rows about it. */
  readonly correlationId: string;
  readonly operationId: string;
  /** The API's name. */
  readonly action: string;
  /** The RequestId sent; `null` where the API takes none. */
  readonly requestId: string | null;
  readonly answer: Sent<unknown>;
}

/** Writes the line of an upstream write: which id was sent, which was answered, and how it ended. */
export function logWrite(logger: Logger, { answer, ...write }: EndedWrite): void {
  const evidence = answer.kind === "fenced" ? null : answer.evidence;
  const ended = {
    requestIdAnswered: evidence?.requestId ?? null,
    kind: answer.kind,
    status: evidence?.status ?? null,
    code: evidence?.code ?? null,
    ms: evidence ? millis(evidence.endedAt) - millis(evidence.beganAt) : 0,
  };
  logger.info({ ...write, ...ended }, "upstream write");
}
