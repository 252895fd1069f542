import { type Instant, instant, millis } from "@/lib/domain/ids";
import type { Answer, Evidence, Unaccepted, Unreachable } from "./answer";
import { type CredentialSource, createKeyRing, type KeysAnswer } from "./credentials";
import type { Endpoint } from "./endpoints";
import { exchange, type Failed } from "./exchange";
import { type Expected, judge } from "./judge";
import { createLanes, type Load, type Priority } from "./lanes";
import { retryRead } from "./retry-read";
import type { ApiRequest } from "./sdk";
import { withhold } from "./withhold";

export interface ReadOptions {
  priority: Priority;
  /** Takes the read out of the queue, ends a wait between tries, drops a request in flight: `ambiguous`, "cancelled". */
  signal?: AbortSignal;
  /**
   * `false`: one try only. Otherwise what may pass (throttled, ambiguous, unreachable) is tried four times in all; a
   * sweep's throttled one for two minutes.
   */
  retry?: boolean;
}

export interface WireSettings {
  endpoint: Endpoint;
  stsEndpoint: Endpoint;
  credentials: CredentialSource;
  /** The whole of one request, from connecting to the last byte of the answer. */
  callTimeoutMs: number;
  /** Calls begun in any second at most, fewer while upstream throttles; `Infinity` for no limit. */
  ratePerSecond: number;
  /** Calls open at once at most. */
  concurrency: number;
  now?: () => number;
  /** Shown the body of every answer that arrived whole, for a report on what upstream writes. */
  onBody?: (body: unknown) => void;
  /** Asked of every write before its own guards: whether anything may be sent at all. Absent: it may. */
  mayWrite?: () => Promise<boolean>;
  /** Told of every attempt of every call as it ends. What it throws is lost: an answer outweighs its figures. */
  onAnswer?: (call: AnsweredCall) => void;
}

/** One attempt of one call, ended; for figures. An attempt is a call whose turn in the rate had come. */
export interface AnsweredCall {
  readonly action: string;
  readonly kind: Answer<unknown>["kind"] | "fenced";
  readonly status: number | null;
  readonly code: string | null;
  /** The id answered. */
  readonly requestId: string | null;
  /** From the moment before the first byte could leave; 0 where nothing was sent. */
  readonly durationMs: number;
  readonly isWrite: boolean;
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

const keysGoodForMs = 1_000;

/** One account's requests: the turn in the rate, the keys, the fence, the exchange, the class of the answer. */
export interface Wire {
  read<T>(request: ApiRequest, expected: Expected<T>, options: ReadOptions): Promise<Answer<T>>;
  /** Sent once at most. */
  write<T>(request: ApiRequest, expected: Expected<T>, guards: WriteGuards): Promise<Answer<T> | Fenced>;
  /** The answer to a request that is not going to be sent. */
  unsent(reason: Unreachable, note: string): Unaccepted;
  load(): Load;
}

export function createWire(settings: WireSettings): Wire {
  const { endpoint, stsEndpoint, callTimeoutMs, now = Date.now } = settings;
  const lanes = createLanes(settings);
  const keyRing = createKeyRing(settings.credentials);

  let held: { readonly keys: Held; readonly until: number } | undefined;
  /** The credential source is asked once a second at most: what it gives is good for minutes. */
  async function askKeys(): Promise<KeysAnswer> {
    const answer = await keyRing();
    held = answer.ok ? { keys: answer, until: performance.now() + keysGoodForMs } : undefined;
    return answer;
  }

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
    expected: Expected<T>,
    signal?: AbortSignal,
  ): Promise<Answer<T>> {
    const beganAt = instant(now());
    const begunAt = performance.now();
    const target = request.service === "bss" ? endpoint : stsEndpoint;
    const ended = await exchange(() => sdk.call(target, keys, request, callTimeoutMs), callTimeoutMs, signal);
    const span = { beganAt, endedAt: instant(now()) };
    if (ended.kind !== "reply") return classify(ended, span);
    const body = request.secrets ? withhold(ended.reply.body, request.secrets) : ended.reply.body;
    settings.onBody?.(body);
    const answer = judge({ ...ended.reply, body }, expected, span);
    if (answer.kind === "throttled") {
      lanes.throttled(begunAt);
      if (answer.retryAfterMs !== null) lanes.hold(answer.retryAfterMs);
    }
    return answer;
  }

  /** The attempt that has its turn: gets the keys, tells of the end. */
  async function attempt<T, F extends Fenced>(
    { action }: ApiRequest,
    isWrite: boolean,
    send: (held: Held) => Promise<Answer<T> | F>,
  ): Promise<Answer<T> | F> {
    const keys = held && held.until > performance.now() ? held.keys : await askKeys();
    const answer = keys.ok ? await send(keys) : unsent("no_credentials", keys.why);
    try {
      settings.onAnswer?.({ action, kind: answer.kind, isWrite, ...figuresOf(answer) });
    } catch {}
    return answer;
  }

  async function readOnce<T>(
    request: ApiRequest,
    expected: Expected<T>,
    { priority, signal }: ReadOptions,
  ): Promise<Answer<T>> {
    const send = async (held: Held) => (signal?.aborted ? cancelled() : transmit(held, request, expected, signal));
    try {
      return await lanes.run(priority, () => attempt<T, never>(request, false, send), signal);
    } catch (error) {
      if (signal?.aborted) return cancelled();
      throw error;
    }
  }

  return {
    unsent,
    load: () => lanes.load(),
    read(request, expected, options) {
      const once = () => readOnce(request, expected, options);
      // The list is asked for again on schedule, and pages have to say soon why it cannot be read.
      const patient = options.priority === "sweep" && request.action !== "QueryRelationList";
      return options.retry === false ? once() : retryRead(once, { signal: options.signal, patient });
    },
    write<T>(request: ApiRequest, expected: Expected<T>, { ready, fence }: WriteGuards) {
      const send = async (held: Held): Promise<Answer<T> | Fenced> => {
        if (settings.mayWrite && !(await settings.mayWrite())) return { kind: "fenced" };
        // The turn may have been long in coming: what was wanted then may not be now.
        if (ready && !(await ready())) return { kind: "fenced" };
        // From here to the socket nothing is awaited: whoever holds the fence holds it when the request leaves.
        if (!fence()) return { kind: "fenced" };
        return transmit(held, request, expected);
      };
      return lanes.run("write", () => attempt<T, Fenced>(request, true, send));
    },
  };
}

function figuresOf(
  answer: Answer<unknown> | Fenced,
): Pick<AnsweredCall, "status" | "code" | "requestId" | "durationMs"> {
  if (answer.kind === "fenced") return { status: null, code: null, requestId: null, durationMs: 0 };
  const { status, code, requestId, beganAt, endedAt } = answer.evidence;
  return { status, code, requestId, durationMs: millis(endedAt) - millis(beganAt) };
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
