import fc from "fast-check";
import { expect, test } from "vitest";
import { inertCell } from "@/lib/services/exports/inert-cell";
import { unmark } from "@/lib/services/testing/opened-files";

test.each([
  "=1+1",
  "+49 30",
  "-2+3",
  "@SUM(A1)",
  "\tx",
  "\rx",
  "\nx",
  "  =1",
  "\u00a0=1",
  "\u3000=1",
  "\u200b=1",
  "\ufeff=1",
  "＝1+1",
  "＋1",
  "－1",
  "＠SUM",
  "﹦1",
  "⁺1",
  "−1",
  "'=1",
  "'plain",
  " '=1",
])("%j gets an apostrophe", (text) => expect(inertCell(text)).toBe(`'${text}`));

test.each([
  ["x;=1+1;y", "x;'=1+1;y"],
  ["\t=1", "'\t'=1"],
  ["x_17\n=1", "x_17\n'=1"],
  ["a; b\r\nc", "a; b\r\nc"],
])("%j, where a semicolon, a tab or a line may begin a cell, is %j", (text, cell) =>
  expect(inertCell(text)).toBe(cell),
);

test.each(["", "金兰", "a=b", "1-2", "ops@example.com", "9007199254740993", "“=1”", " x", "O'Neill"])(
  "%j stays as it is",
  (text) => expect(inertCell(text)).toBe(text),
);

test("no text begins a formula any more, and each is as it was without its apostrophes", () => {
  const nasty = fc.stringMatching(/^[ \t\r\n;'\u00a0\u3000\u200b=+@\-＝＋－＠]{0,6}$/);
  const text = fc.tuple(nasty, fc.string({ unit: "binary" }), nasty).map((parts) => parts.join(""));
  fc.assert(
    fc.property(text, (given) => {
      const cell = inertCell(given);
      expect(cell).not.toMatch(/(?:^|[;\t\r\n])[^\S;\t\r\n]*\u200b*[=+\-@＝＋－＠]/);
      expect(cell).not.toMatch(/^[\t\r\n]/);
      expect(unmark(cell)).toBe(given);
    }),
    { numRuns: 2_000 },
  );
});
