import fc from "fast-check";
import { expect, test } from "vitest";
import { keptText } from "@/lib/domain/kept-text";

test.each([
  ["plain", "plain"],
  ["帆物 \u{1F600}", "帆物 \u{1F600}"],
  ["a\0b", "a\uFFFDb"],
  ["half: \ud83d", "half: \uFFFD"],
  ["\ude00 other half", "\uFFFD other half"],
])("%j is kept as %j", (text, kept) => {
  expect(keptText(text)).toBe(kept);
});

test("what comes out can be kept by UTF-8 and stays as it is", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const kept = keptText(text);
      expect(Buffer.from(kept, "utf8").toString("utf8")).toBe(kept);
      expect(kept).not.toContain("\0");
      expect(keptText(kept)).toBe(kept);
    }),
  );
});
