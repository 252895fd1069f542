import { expect, test } from "vitest";
import { instant } from "./ids";
import { parsePosition, positionText } from "./list-position";

const position = { at: instant(Date.UTC(2026, 10, 22, 12)), id: "V1StGXR8_Z5jdHi6B-myT" };

test("what is written is read again", () => {
  expect(positionText(position)).toBe("2026-11-22T12:00:00.000Z_V1StGXR8_Z5jdHi6B-myT");
  expect(parsePosition(positionText(position))).toEqual(position);
});

test.each([
  "",
  "2026-11-22T12:00:00.000Z",
  "2026-11-22T12:00:00.000Z_",
  "2026-02-30T12:00:00.000Z_a",
  "2026-11-22T25:00:00.000Z_a",
  "2026-11-22T12:00:00Z_a",
  "2026-11-22T12:00:00.000Z_a b",
  "2026-11-22T12:00:00.000Z_a\n",
  `2026-11-22T12:00:00.000Z_${"a".repeat(65)}`,
])("%j is no position", (text) => {
  expect(parsePosition(text)).toBeNull();
});
