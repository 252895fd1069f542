import { type Instant, parseUpstreamTime } from "@/lib/domain/ids";
import { keptText } from "@/lib/domain/kept-text";

/** Bounds of one thing; `timesReadable` is false when one of its times was neither empty nor a time. */
export interface Times {
  startTime: Instant | null;
  endTime: Instant | null;
  timesReadable: boolean;
}

/*
 * The parts of a body, read by hand: every call of a sweep goes through here, and a schema costs several times as much.
 * Same meaning as in `fields.ts`.
 */

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A text as it can be kept, or a number taken as its text; `null` when it is neither. */
export const textOf = (value: unknown): string | null => {
  if (typeof value === "string") return keptText(value);
  return typeof value === "number" ? String(value) : null;
};

/** An id is text here, exactly: a number that the SDK has rounded already never comes this way. */
export const idOf = <Id>(value: unknown, parse: (text: string) => Id | null): Id | null =>
  typeof value === "string" ? parse(value) : null;

/** A count: decimal digits, at most 15 of them. */
export const countOf = (value: unknown): number | null =>
  typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : null;

interface ReadTime {
  readonly at: Instant | null;
  readonly readable: boolean;
}

const noTime: ReadTime = { at: null, readable: true };
const oddTime: ReadTime = { at: null, readable: false };
let last: { readonly text: string; readonly time: ReadTime } = { text: "", time: noTime };

/**
 * A time as upstream writes it. Absent or empty is `null` and readable (QueryPermissionList, "EndTime": empty =
 * still valid); what is there and is no time is `null` and not readable, for then nobody knows when a right ends.
 */
export function timeOf(value: unknown): ReadTime {
  if (value === undefined || value === null) return noTime;
  if (typeof value !== "string") return oddTime;
  // The rows of one answer mostly start at one moment.
  if (value === last.text) return last.time;
  const at = parseUpstreamTime(value);
  const time = at === null ? (value.trim() === "" ? noTime : oddTime) : { at, readable: true };
  if (value !== "") last = { text: value, time };
  return time;
}
