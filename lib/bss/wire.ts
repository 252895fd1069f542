import { type Instant, instant } from "@/lib/domain/ids";
import type { Answer, Evidence, Unaccepted, Unreachable } from "./answer";
import { type CredentialSource, createKeyRing, type KeysAnswer } from "./credentials";
import type { Endpoint } from "./endpoints";
import { exchange, type Failed } from "./exchange";
import { judge, type Proof } from "./judge";
import { createLanes, type Priority } from "./lanes";
import { retryRead } from "./retry-read";
import type { ApiRequest } from "./sdk";

export interface ReadOptions {
  priority: Priority;
  /** Takes the read out of the queue, ends a wait between tries, drops a request in flight: `ambiguous`, "cancelled". */
  signal?: AbortSignal;
  /** `false`: one try only. Otherwise what may pass (throttled, ambiguous, unreachable) is tried four times in all. */
  retry?: boolean;
}

export interface WireSettings {
  endpoint: Endpoint;
  stsEndpoint: Endpoint;
  credentials: CredentialSource;
  /** The whole of one request, from connecting to the last byte of the answer. */
  callTimeoutMs: number;
  /** Calls begun in any second at most; `Infinity` for no limit. */
  ratePerSecond: number;
  /** Calls open at once at most. */
  concurrency: number;
  now?: () => number;
  /** Shown the body of every answer that arrived whole, for a report on what upstream writes. */
  onBody?: (body: unknown) => void;
}

/** What makes a body an answer: how it proves itself, and how the value is read from it (`null`: it is none). */
interface Expected<T> {
  proof: Proof;
  read: (body: unknown) => T | null;
}

type Fenced = { kind: "fenced" };

/** What may keep a write from leaving when its turn in the rate has come. */
export interface WriteGuards {
  /** Asked first, once the turn has come and the keys are there: whether it is still wanted. Absent: it is. */
  ready?: () => Promise<boolean>;
  /** Asked last, in the tick of the send. */
  fence: () => boolean;
}
type Held = Extract<KeysAnswer, { ok: true }>;

/** One account's requests: the turn in the rate, the keys, the fence, the exchange, the class of the answer. */
export interface Wire {
  read<T>(request: ApiRequest, expected: Expected<T>, options: ReadOptions): Promise<Answer<T>>;
  /** Sent once at most. */
  write(request: ApiRequest, guards: WriteGuards): Promise<Answer<void> | Fenced>;
  /** The answer to a request that is not going to be sent. */
  unsent(reason: Unreachable, note: string): Unaccepted;
}

export function createWire(settings: WireSettings): Wire {
  const { endpoint, stsEndpoint, callTimeoutMs, now = Date.now } = settings;
  const lanes = createLanes(settings);
  const keyRing = createKeyRing(settings.credentials);

  const nothingSent = (note: string): Evidence => {
    const at = instant(now());
    return unanswered(note, { beganAt: at, endedAt: at });
  };
  const unsent = (reason: Unreachable, note: string): Unaccepted => {
    return { kind: "unreachable", reason, evidence: nothingSent(note) };
  };
  const cancelled = (): Unaccepted => {
    return { kind: "ambiguous", reason: "cancelled", evidence: nothingSent("cancelled") };
  };

  /** Awaits nothing before the request is handed to the socket. */
  async function transmit<T>(
    { sdk, keys }: Held,
    request: ApiRequest,
    { proof, read }: Expected<T>,
    signal?: AbortSignal,
  ): Promise<Answer<T>> {
    const beganAt = instant(now());
    const target = request.service === "bss" ? endpoint : stsEndpoint;
    const ended = await exchange(() => sdk.call(target, keys, request, callTimeoutMs), callTimeoutMs, signal);
    const span = { beganAt, endedAt: instant(now()) };
    if (ended.kind === "reply") settings.onBody?.(ended.reply.body);
    const answer = ended.kind === "reply" ? judge(ended.reply, proof, read, span) : classify(ended, span);
    if (answer.kind === "throttled" && answer.retryAfterMs !== null) lanes.hold(answer.retryAfterMs);
    return answer;
  }

  async function readOnce<T>(
    request: ApiRequest,
    expected: Expected<T>,
    { priority, signal }: ReadOptions,
  ): Promise<Answer<T>> {
    const work = async (): Promise<Answer<T>> => {
      const held = await keyRing();
      if (!held.ok) return unsent("no_credentials", held.why);
      return signal?.aborted ? cancelled() : transmit(held, request, expected, signal);
    };
    try {
      return await lanes.run(priority, work, signal);
    } catch (error) {
      if (signal?.aborted) return cancelled();
      throw error;
    }
  }

  return {
    unsent,
    read(request, expected, options) {
      const once = () => readOnce(request, expected, options);
      return options.retry === false ? once() : retryRead(once, options.signal);
    },
    write: (request, { ready, fence }) =>
      lanes.run("write", async () => {
        const held = await keyRing();
        if (!held.ok) return unsent("no_credentials", held.why);
        // The turn may have been long in coming: what was wanted then may not be now.
        if (ready && !(await ready())) return { kind: "fenced" };
        // From here to the socket nothing is awaited: whoever holds the fence holds it when the request leaves.
        if (!fence()) return { kind: "fenced" };
        return transmit(held, request, { proof: "code_and_success", read: () => undefined });
      }),
  };
}

/** What is known of a request to which no whole answer came. */
const unanswered = (note: string, span: { beganAt: Instant; endedAt: Instant }): Evidence => ({
  ...span,
  status: null,
  code: null,
  message: note,
  requestId: null,
  hostId: null,
  success: null,
});

function classify(ended: Failed, span: { beganAt: Instant; endedAt: Instant }): Unaccepted {
  const { status, requestId } = ended;
  const evidence = { ...unanswered(ended.note, span), status, requestId };
  return ended.kind === "unsent"
    ? { kind: "unreachable", reason: ended.reason, evidence }
    : { kind: "ambiguous", reason: ended.reason, evidence };
}
