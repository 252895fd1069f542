import { type Instant, millis } from "@/lib/domain/ids";

const minute = 60_000;
/** No zone has ever changed its offset but at a whole quarter of an hour, UTC, since 1973. */
const quarter = 15 * minute;
const mostKept = 5_000;

/** Reads the name of a time zone; `null` when this machine does not know it. */
export function parseZone(name: string): string | null {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}

const two = (value: number) => String(Math.trunc(Math.abs(value))).padStart(2, "0");

/**
 * Writes moments as a person in a time zone reads them: `2026-11-22 20:14:05 +08:00`, with the offset of that very
 * day. `zone` is a name that `parseZone` knows.
 */
export function localTimes(zone: string): (at: Instant) => string {
  const offsetAt = offsets(zone);
  return (at) => {
    const offset = offsetAt(millis(at));
    const shown = new Date(millis(at) + offset * minute).toISOString();
    return `${shown.slice(0, 10)} ${shown.slice(11, 19)} ${offset < 0 ? "-" : "+"}${two(offset / 60)}:${two(offset % 60)}`;
  };
}

/** Minutes east of UTC at a moment. Asking costs microseconds, and a file has half a million moments. */
function offsets(zone: string): (time: number) => number {
  const parts = new Intl.DateTimeFormat("en-u-hc-h23", {
    timeZone: zone,
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  });
  const kept = new Map<number, number>();
  return (time) => {
    const slot = Math.floor(time / quarter);
    const known = kept.get(slot);
    if (known !== undefined) return known;
    const of = Object.fromEntries(parts.formatToParts(slot * quarter).map(({ type, value }) => [type, Number(value)]));
    const shown = Date.UTC(of.year ?? 0, (of.month ?? 1) - 1, of.day, of.hour, of.minute);
    const offset = Math.round((shown - slot * quarter) / minute);
    if (kept.size >= mostKept) kept.clear();
    kept.set(slot, offset);
    return offset;
  };
}
