import { z } from "zod";
import { scrub } from "@/lib/telemetry/scrub";
import { flag, text } from "./fields";

/** What every answer of BssOpenApi has around its data; each part `null` when absent or of another shape. */
export interface Envelope {
  code: string | null;
  /** Scrubbed. */
  message: string | null;
  requestId: string | null;
  hostId: string | null;
  success: boolean | null;
}

const capped = text.transform((value) => value.trim().slice(0, 128)).pipe(z.string().min(1));

/** Absent is told apart from wrong before `catch`, which costs ten times as much, and most parts are often absent. */
const word = capped.nullish().catch(null);

const envelope = z.object({
  Code: word,
  Message: text.transform(scrub).nullish().catch(null),
  RequestId: word,
  HostId: word,
  Success: flag.nullish().catch(null),
  // ModifyAccountRelation gives it one level down; error bodies give it at the top.
  Data: z.object({ HostId: word }).nullish().catch(null),
});

/**
 * Reads what surrounds the data. Keys are compared exactly: a body with lower-case keys has no Code, so it is
 * neither accepted nor refused. Never throws; a body of any other shape gives nulls.
 */
export function parseEnvelope(body: unknown): Envelope {
  const parsed = envelope.safeParse(body);
  if (!parsed.success) return { code: null, message: null, requestId: null, hostId: null, success: null };
  const { Code, Message, RequestId, HostId, Success, Data } = parsed.data;
  return {
    code: Code ?? null,
    message: Message ?? null,
    requestId: RequestId ?? null,
    hostId: HostId ?? Data?.HostId ?? null,
    success: Success ?? null,
  };
}

const lowerCase = z.object({
  code: z.unknown(),
  message: z.unknown(),
  requestId: z.unknown(),
  hostId: z.unknown(),
  success: z.unknown(),
});

/**
 * The same of a body whose keys begin in lower case, as an older page of CreateAgAccount shows it: to be told of, never
 * to be believed. `null` when that gives no Code either.
 */
export function parseLowerCaseEnvelope(body: unknown): Envelope | null {
  const parsed = lowerCase.partial().safeParse(body);
  if (!parsed.success) return null;
  const { code, message, requestId, hostId, success } = parsed.data;
  const read = parseEnvelope({ Code: code, Message: message, RequestId: requestId, HostId: hostId, Success: success });
  return read.code === null ? null : read;
}
