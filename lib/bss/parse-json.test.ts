import fc from "fast-check";
import { parse } from "lossless-json";
import { expect, test } from "vitest";
import { parseJson } from "./parse-json";

/** The library alone, which is slower and decides. */
function byLibrary(text: string): unknown {
  try {
    return parse(text, undefined, { parseNumber: (number) => number });
  } catch {
    return undefined;
  }
}

const pieces = [
  ...['"', "\\", "{", "}", "[", "]", ":", ",", "-", "0", "1", ".", "e", "+", " ", "\n"],
  ...['"a"', '"b":', '"b":1', "true", "null", "12345678901234567890", "\\u0041", "\\\\", '\\"'],
];

test("is the library's reading, for anything like JSON", () => {
  const soup = fc.array(fc.constantFrom(...pieces), { maxLength: 14 }).map((parts) => parts.join(""));
  const garbled = fc
    .tuple(fc.json(), fc.nat(), fc.string({ maxLength: 3 }))
    .map(([text, at, piece]) => text.slice(0, at % (text.length + 1)) + piece + text.slice(at % (text.length + 1)));
  // A key `__proto__` is the one on which the two differ: here it is a key like any other.
  const texts = fc.oneof(soup, garbled, fc.json()).filter((text) => !text.includes("__proto__"));
  fc.assert(
    fc.property(texts, (text) => {
      expect(parseJson(text)).toEqual(byLibrary(text));
    }),
    { numRuns: 3_000 },
  );
});

test.each([
  ['{"a":9007199254740993,"b":[-1.50,1e3]}', { a: "9007199254740993", b: ["-1.50", "1e3"] }],
  ['{"a":"1, 2: 3","b":"\\"4\\\\"}', { a: "1, 2: 3", b: '"4\\' }],
  ['{"a":1,"a":1}', { a: "1" }],
  ['{"a":1,"a":2}', undefined],
  ["{1:2}", undefined],
  ["{1 :2}", undefined],
  ["[01]", undefined],
  ["[1.]", undefined],
  ["[1 2]", undefined],
  ["[1a]", undefined],
  ['["a"1]', undefined],
  ["[true1]", undefined],
  ['"', undefined],
  ["", undefined],
])("%s", (text, value) => {
  expect(parseJson(text)).toEqual(value);
});
