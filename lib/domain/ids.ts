/**
 * Identifiers of the upstream API. They are 64-bit integers there and decimal text here, from the wire to
 * the database to the browser: a JavaScript number rounds above 2^53, and documented sample UIDs are above it.
 */
declare const brand: unique symbol;

/** An Alibaba Cloud account UID: 1 to 19 decimal digits, no leading zero. */
export type Uid = string & { readonly [brand]: "Uid" };

/** The id of a relation as QueryRelationList gives it: 1 to 19 decimal digits, no leading zero. */
export type RelationId = string & { readonly [brand]: "RelationId" };

/** A moment: UTC, ISO 8601 with milliseconds, `2026-11-22T12:00:00.000Z`. Text order is time order. */
export type Instant = string & { readonly [brand]: "Instant" };

const decimal = /^[1-9][0-9]{0,18}$/;

/** Reads a UID from text; `null` when it is not one. */
export const parseUid = (text: string): Uid | null => (decimal.test(text) ? (text as Uid) : null);

/** Reads a relation id from text; `null` when it is not one. */
export const parseRelationId = (text: string): RelationId | null => (decimal.test(text) ? (text as RelationId) : null);

/** The moment of a count of milliseconds since 1970. */
export const instant = (milliseconds: number): Instant => new Date(milliseconds).toISOString() as Instant;

/** Milliseconds since 1970 of a moment. */
export const millis = (at: Instant): number => Date.parse(at);

/** A moment some milliseconds later (or earlier, when negative). */
export const later = (at: Instant, milliseconds: number): Instant => instant(millis(at) + milliseconds);

/**
 * Reads a time as upstream writes it: documented samples have minute precision (`2021-03-02T15:12Z`) although
 * the text says seconds, and an absent time comes as `""`. Gives `null` for an empty or unreadable text.
 */
export function parseUpstreamTime(text: string | null | undefined): Instant | null {
  const trimmed = text?.trim() ?? "";
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/.test(trimmed)) return null;
  const time = Date.parse(trimmed);
  return Number.isNaN(time) ? null : instant(time);
}
