import { scrub } from "@/lib/telemetry/scrub";
import { isRecord, textOf } from "./plain-fields";

/** What every answer of BssOpenApi has around its data; each part `null` when absent or of another shape. */
export interface Envelope {
  code: string | null;
  /** Scrubbed. */
  message: string | null;
  requestId: string | null;
  hostId: string | null;
  success: boolean | null;
}

const nothing: Envelope = { code: null, message: null, requestId: null, hostId: null, success: null };

/**
 * Reads what surrounds the data. Keys are compared exactly: a body with lower-case keys has no Code, so it is
 * neither accepted nor refused. Never throws; a body of any other shape gives nulls.
 */
export function parseEnvelope(body: unknown): Envelope {
  if (!isRecord(body)) return nothing;
  // ModifyAccountRelation gives HostId one level down; error bodies give it at the top.
  const hostId = wordOf(body.HostId) ?? (isRecord(body.Data) ? wordOf(body.Data.HostId) : null);
  return envelopeOf(body.Code, body.Message, body.RequestId, hostId, body.Success);
}

/**
 * The same of a body whose keys begin in lower case, as an older page of CreateAgAccount shows it: to be told of, never
 * to be believed. `null` when that gives no Code either.
 */
export function parseLowerCaseEnvelope(body: unknown): Envelope | null {
  if (!isRecord(body)) return null;
  const read = envelopeOf(body.code, body.message, body.requestId, wordOf(body.hostId), body.success);
  return read.code === null ? null : read;
}

function envelopeOf(code: unknown, said: unknown, requestId: unknown, hostId: string | null, success: unknown) {
  const message = textOf(said);
  return {
    code: wordOf(code),
    message: message === null ? null : scrub(message),
    requestId: wordOf(requestId),
    hostId,
    success: flagOf(success),
  };
}

/** A text that says something, 128 characters at most. */
function wordOf(value: unknown): string | null {
  const text = textOf(value);
  return text === null ? null : text.trim().slice(0, 128) || null;
}

/** Success as the vendor's SDK takes it (true, "true", 1, 0 …), and "True" and "False", at which that SDK throws. */
export function flagOf(value: unknown): boolean | null {
  if (typeof value === "boolean") return value;
  const word = textOf(value)?.trim().toLowerCase();
  if (word === "true" || word === "1") return true;
  return word === "false" || word === "0" ? false : null;
}
