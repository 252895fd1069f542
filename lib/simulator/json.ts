/** What an answer may hold. A `bigint` becomes a JSON integer with all of its digits. */
export type Json = string | number | boolean | null | bigint | readonly Json[] | { readonly [key: string]: Json };

/**
 * JSON text. `JSON.stringify` refuses `bigint` and `number` rounds above 2^53, yet documented UIDs
 * (6210322125051645960) are larger and are sent as plain integers.
 */
export function toJson(value: Json): string {
  if (typeof value === "bigint") return value.toString();
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (isList(value)) return `[${value.map(toJson).join(",")}]`;
  const members = Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}:${toJson(member)}`);
  return `{${members.join(",")}}`;
}

// Array.isArray does not narrow readonly arrays.
function isList(value: object): value is readonly Json[] {
  return Array.isArray(value);
}
