import { type Instant, instant } from "@/lib/domain/ids";

/** A place in a list by time, newest first. What is of the same moment goes by id: neither page leaves any of it out. */
export interface ListPosition {
  readonly at: Instant;
  readonly id: string;
}

/** A position as an address carries it: `2026-11-22T12:00:00.000Z_` and the id. */
export const positionText = ({ at, id }: ListPosition): string => `${at}_${id}`;

/** Reads what `positionText` writes; `null` when it is anything else. */
export function parsePosition(text: string): ListPosition | null {
  const [, at = "", id = ""] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)_([\w-]{1,64})$/.exec(text) ?? [];
  const time = Date.parse(at);
  return Number.isNaN(time) || instant(time) !== at ? null : { at: instant(time), id };
}
