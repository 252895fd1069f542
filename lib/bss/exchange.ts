import { z } from "zod";
import { explainFailure, type Failure } from "./explain-failure";
import type { Reply } from "./judge";
import { onAbort } from "./on-abort";
import { parseJson } from "./parse-json";
import { isRecord } from "./plain-fields";
import { type Sighting, watch } from "./sighting";

/** One request, ended: an answer that arrived whole, or a failure with what had arrived by then. */
type Exchange = { kind: "reply"; reply: Reply } | Failed;

export type Failed = Failure & { status: number | null; requestId: string | null };

/**
 * Makes one request and waits for its end, `timeoutMs` at most. `start` is called at once and synchronously.
 * When the time is up, or the signal fires, the request is destroyed: it cannot leave afterwards. Never throws.
 */
export function exchange(
  start: () => Promise<unknown>,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<Exchange> {
  const { result, sighting } = watch(async () => start());
  return new Promise<Exchange>((resolve) => {
    const giveUp = (failure: Failure) => {
      sighting.abandon();
      finish(withHeaders(failure, sighting));
    };
    const expire = () =>
      giveUp(
        sighting.connected === false
          ? { kind: "unsent", reason: "connect_timeout", note: "deadline" }
          : { kind: "broken", reason: "timeout", note: "deadline" },
      );
    const cancel = () => giveUp({ kind: "broken", reason: "cancelled", note: "cancelled" });
    const finish = (ended: Exchange) => {
      clearTimeout(timer);
      stay?.();
      resolve(ended);
    };
    const timer = setTimeout(expire, timeoutMs);
    const stay = signal && onAbort(signal, cancel);
    result.then(
      (answer) => finish(readAnswer(answer, sighting)),
      (error: unknown) => finish(readError(error, sighting)),
    );
  });
}

/** A 4xx or 5xx whose body the SDK could read: it throws an error with that body in `data`. */
const refused = z.object({ statusCode: z.number(), retryAfter: z.number().optional(), data: z.unknown() });

function readAnswer(answer: unknown, sighting: Sighting): Exchange {
  if (!isReturned(answer)) return withHeaders({ kind: "broken", reason: "crash", note: "sdk" }, sighting);
  const { statusCode, headers, body } = answer;
  // Parsed here, after the call, so that a body which is not JSON keeps its status and request id.
  const { requestId, retryAfterMs } = readHeaders(headers);
  return { kind: "reply", reply: { status: statusCode, body: parseJson(body), requestId, retryAfterMs } };
}

interface Returned {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** By hand, since every call of a sweep comes this way. */
const isReturned = (answer: unknown): answer is Returned =>
  isRecord(answer) &&
  typeof answer.statusCode === "number" &&
  isRecord(answer.headers) &&
  typeof answer.body === "string";

function readError(error: unknown, sighting: Sighting): Exchange {
  const parsed = refused.safeParse(error);
  if (!parsed.success) return withHeaders(explainFailure(error, sighting), sighting);
  const { statusCode, retryAfter, data } = parsed.data;
  const headers = readHeaders(sighting.answer?.headers ?? {});
  const retryAfterMs = headers.retryAfterMs ?? (retryAfter !== undefined && retryAfter >= 0 ? retryAfter : null);
  return { kind: "reply", reply: { ...headers, retryAfterMs, status: statusCode, body: data } };
}

function withHeaders(failure: Failure, { answer }: Sighting): Failed {
  const { requestId } = readHeaders(answer?.headers ?? {});
  return { ...failure, status: answer?.status ?? null, requestId };
}

/** Source: the SDK reads `x-acs-retry-after` as milliseconds; `x-acs-request-id` is on every answer of the gateway. */
function readHeaders(headers: Readonly<Record<string, unknown>>): Pick<Reply, "requestId" | "retryAfterMs"> {
  const id = headers["x-acs-request-id"];
  const after = headers["x-acs-retry-after"];
  return {
    requestId: typeof id === "string" && id !== "" ? id.slice(0, 128) : null,
    retryAfterMs: typeof after === "string" && /^\d{1,9}$/.test(after) ? Number(after) : null,
  };
}
