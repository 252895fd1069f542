import { expect, test } from "vitest";
import { isFresh } from "@/lib/domain/fresh-confirmation";
import { instant } from "@/lib/domain/ids";

const noon = Date.UTC(2026, 10, 22, 12);

test("it counts for ten minutes that somebody has shown that it is them, and no longer", () => {
  const confirmedAt = instant(noon);
  expect(isFresh(confirmedAt, noon)).toBe(true);
  expect(isFresh(confirmedAt, noon + 600_000)).toBe(true);
  expect(isFresh(confirmedAt, noon + 600_001)).toBe(false);
});

test("nobody who never did is fresh, and no clock that was set back makes it last", () => {
  expect(isFresh(null, noon)).toBe(false);
  expect(isFresh(undefined, noon)).toBe(false);
  expect(isFresh(instant(noon + 3_600_000), noon)).toBe(false);
});
