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
    // Node's own parser is four times as fast, and knows neither a large number nor a key that comes twice.
    const { text, colons } = quoteNumbers(body);
    const value: unknown = JSON.parse(text);
    return countKeys(value) === colons ? value : parse(body, undefined, { parseNumber: (number) => number });
  } catch {
    return undefined;
  }
}

const quote = 0x22;
const backslash = 0x5c;
const colon = 0x3a;
const wholeNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** The text with its numbers in quotes, and how many colons stand outside of strings: one for each key. */
function quoteNumbers(body: string): { text: string; colons: number } {
  let text = "";
  let copied = 0;
  let colons = 0;
  let isAfterNumber = false;
  for (let at = 0; at < body.length; at += 1) {
    const character = body.charCodeAt(at);
    if (character === quote) {
      at = endOfString(body, at);
      isAfterNumber = false;
    } else if (startsNumber(character)) {
      const start = at;
      while (at < body.length && continuesNumber(body.charCodeAt(at))) at += 1;
      const number = body.slice(start, at);
      if (!wholeNumber.test(number)) throw new SyntaxError("not a number");
      text += `${body.slice(copied, start)}"${number}"`;
      copied = at;
      at -= 1;
      isAfterNumber = true;
    } else if (character === colon) {
      // In quotes it would pass for a key.
      if (isAfterNumber) throw new SyntaxError("a number for a key");
      colons += 1;
    } else if (character > 0x20) isAfterNumber = false;
  }
  return { text: copied === 0 ? body : text + body.slice(copied), colons };
}

/** Where the string ends that begins here. */
function endOfString(body: string, start: number): number {
  for (let end = body.indexOf('"', start + 1); end !== -1; end = body.indexOf('"', end + 1)) {
    let before = end - 1;
    while (body.charCodeAt(before) === backslash) before -= 1;
    if ((end - before) % 2 === 1) return end;
  }
  throw new SyntaxError("a string without an end");
}

const isDigit = (character: number): boolean => character >= 0x30 && character <= 0x39;
const startsNumber = (character: number): boolean => isDigit(character) || character === 0x2d;
/** Digits, `+`, `-`, `.`, `E` and `e`. */
const continuesNumber = (character: number): boolean =>
  isDigit(character) ||
  character === 0x2d ||
  character === 0x2e ||
  character === 0x2b ||
  character === 0x45 ||
  character === 0x65;

function countKeys(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  let keys = 0;
  if (Array.isArray(value)) for (const item of value) keys += countKeys(item);
  else for (const item of Object.values(value)) keys += 1 + countKeys(item);
  return keys;
}
