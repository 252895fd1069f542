import fc from "fast-check";
import { expect, test } from "vitest";
import { inertCell } from "@/lib/services/exports/inert-cell";

test.each([
  "=1+1",
  "+49 30",
  "-2+3",
  "@SUM(A1)",
  "\t=1",
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

test.each(["", "金兰", "a=b", "1-2", "ops@example.com", "9007199254740993", "“=1”", " x", "O'Neill"])(
  "%j stays as it is",
  (text) => expect(inertCell(text)).toBe(text),
);

test("no text begins a formula any more, and each is as it was without its apostrophe", () => {
  const nasty = fc.stringMatching(/^[ \t\r\n'\u00a0\u3000\u200b=+@\-＝＋－＠]{0,4}$/);
  const text = fc.tuple(nasty, fc.string({ unit: "binary" })).map((parts) => parts.join(""));
  fc.assert(
    fc.property(text, (given) => {
      const cell = inertCell(given);
      expect(cell).not.toMatch(/^[\s\u200b]*[=+\-@＝＋－＠]/);
      expect(cell).not.toMatch(/^[\t\r\n]/);
      expect(cell.startsWith("'") ? cell.slice(1) : cell).toBe(given);
    }),
    { numRuns: 2_000 },
  );
});
