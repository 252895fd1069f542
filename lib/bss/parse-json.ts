import { parse } from "lossless-json";

/** More than any answer can need: a list page of 300 rows is about 50 kB. A larger one would hold the process up. */
const longestBody = 4 * 1024 * 1024;

/**
 * Reads a body as JSON with every number kept as its text, so that an id above 2^53 survives. Gives `undefined`
 * for what is not JSON (empty, truncated, HTML, nested too deep, a key twice with two values).
 */
export function parseJson(body: string): unknown {
  if (body.length > longestBody) return undefined;
  try {
    return parse(body, undefined, { parseNumber: (text) => text });
  } catch {
    return undefined;
  }
}
