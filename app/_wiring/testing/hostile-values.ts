/** Texts that have broken some program: as an id, a path, a query, a header, a cell, a key or a number. */
export const hostileTexts: readonly string[] = [
  "",
  " ",
  "\0",
  "a\0b",
  "\uD800",
  "\uDFFF\uD800",
  "\u202Erewsna\u202C",
  "👩‍👩‍👧‍👦🏴󠁧󠁢󠁳󠁣󠁴󠁿".repeat(20),
  "e\u0301".repeat(200),
  "' OR 1=1 --",
  '"; DROP TABLE person; --',
  "$1",
  "?",
  "../../../../etc/passwd",
  "..%2f..%2f",
  "%",
  "%00",
  "%E0%A4%A",
  "//evil.example",
  "https://evil.example/?a=b#c",
  "javascript:alert(1)",
  "<script>alert(1)</script>",
  "{0, plural, other {#}}",
  "=cmd|' /C calc'!A0",
  "\r\nset-cookie: a=b",
  "__proto__",
  "constructor",
  "toString",
  "null",
  "undefined",
  "[object Object]",
  "0",
  "-0",
  "-1",
  "1.5",
  "1e999",
  "NaN",
  "9007199254740993",
  "99999999999999999999",
  "0x10",
  "١٢٣",
  "2026-02-30T25:61:61Z",
  "+275760-09-13T00:00:00.001Z",
  "eve@example.com",
  "1,".repeat(300),
  "9".repeat(5_000),
  "(a+)+$".repeat(50),
  "x".repeat(1_000_000),
];

/** Levels inside each other; a program that follows them by calling itself runs out of stack. */
function deep(levels: number, wrap: (inside: unknown) => unknown): unknown {
  let value: unknown = "the end";
  for (let level = 0; level < levels; level += 1) value = wrap(value);
  return value;
}

const circle: { self?: unknown } = {};
circle.self = circle;

const form = new FormData();
form.set("account", "1");

/** Whatever React's wire format can bring to an action, which is more than JSON. */
export const hostileValues: readonly unknown[] = [
  ...hostileTexts,
  undefined,
  null,
  true,
  false,
  0,
  -0,
  -1,
  1.5,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  2 ** 53,
  Number.MAX_VALUE,
  10n ** 30n,
  Symbol.for("a symbol"),
  [],
  [[]],
  [null],
  ["1", 1, {}],
  new Array(1_000),
  new Array(20_000).fill("1"),
  {},
  { length: 3 },
  { toString: "no function" },
  { constructor: { prototype: { polluted: true } } },
  JSON.parse('{"__proto__":{"polluted":true}}'),
  JSON.parse('{"ok":{"__proto__":{"polluted":true}}}'),
  Object.create(null),
  circle,
  deep(5_000, (inside) => [inside]),
  deep(5_000, (inside) => ({ inside })),
  new Map([["account", "1"]]),
  new Set(["1"]),
  new Date(0),
  new Date(Number.NaN),
  form,
  new Blob(["1"]),
  new Uint8Array(8),
  Promise.resolve("1"),
  () => "1",
];

/** Names that mean something to JavaScript, to us, or to nobody. */
export const hostileKeys: readonly string[] = [
  "__proto__",
  "constructor",
  "prototype",
  "then",
  "toJSON",
  "",
  "0",
  "payer",
  "actor",
  "roles",
  "sort",
  "since",
];

type Path = readonly (string | number)[];

/** Every place in an input: of an object its keys, of a list its first place, and theirs. */
export function placesIn(value: unknown): readonly Path[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value)
    .slice(0, Array.isArray(value) ? 1 : undefined)
    .flatMap(([key, inside]) => [[key], ...placesIn(inside).map((path) => [key, ...path])]);
}

/** The input with something else in one place, under a name of its own whatever that name means. */
export function withIn(value: unknown, [key, ...rest]: Path, put: unknown): unknown {
  if (key === undefined) return put;
  const copy: object = Array.isArray(value) ? [...value] : { ...Object(value) };
  const inside = rest.length === 0 ? put : withIn(Object.getOwnPropertyDescriptor(copy, key)?.value, rest, put);
  return Object.defineProperty(copy, key, { value: inside, enumerable: true, writable: true, configurable: true });
}

/** The input without one of its keys. */
export function withoutKey(value: object, key: string): object {
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
}
