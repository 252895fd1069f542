import { describe, expect, it } from "vitest";
import { nextPlace } from "@/components/matrix/grid-keys";

const size = { rows: 100, columns: 9, page: 10 };
const press = (key: string, ctrlKey = false) => ({ key, ctrlKey, metaKey: false });
const from = (row: number, column: number, key: string, ctrlKey = false) => {
  const next = nextPlace(press(key, ctrlKey), { row, column }, size);
  return next && [next.row, next.column];
};

describe("keys of the grid", () => {
  it.each([
    ["ArrowRight", false, [5, 5]],
    ["ArrowLeft", false, [5, 3]],
    ["ArrowUp", false, [4, 4]],
    ["ArrowDown", false, [6, 4]],
    ["Home", false, [5, 0]],
    ["End", false, [5, 8]],
    ["Home", true, [0, 0]],
    ["End", true, [99, 8]],
    ["PageDown", false, [15, 4]],
    ["PageUp", false, [0, 4]],
    ["ArrowDown", true, [99, 4]],
    ["ArrowUp", true, [0, 4]],
    ["Enter", false, null],
    ["a", false, null],
  ])("%s (Ctrl: %s)", (key, ctrl, to) => expect(from(5, 4, key, ctrl)).toEqual(to));

  it("stops at the edges, and reaches the heads from the first row only step by step", () => {
    expect(from(0, 0, "ArrowUp")).toEqual([-1, 0]);
    expect(from(-1, 0, "ArrowUp")).toEqual([-1, 0]);
    expect(from(-1, 3, "PageUp")).toEqual([-1, 3]);
    expect(from(-1, 3, "PageDown")).toEqual([10, 3]);
    expect(from(-1, 3, "ArrowDown")).toEqual([0, 3]);
    expect(from(99, 8, "ArrowRight")).toEqual([99, 8]);
    expect(from(95, 8, "PageDown")).toEqual([99, 8]);
    expect(from(-1, 8, "Home", true)).toEqual([0, 0]);
  });

  it("stays on the heads of an empty grid", () => {
    const none = { ...size, rows: 0 };
    for (const key of ["ArrowDown", "PageDown", "End", "Home"])
      expect(nextPlace(press(key, true), { row: -1, column: 2 }, none)?.row).toBe(-1);
  });
});
