import { expect, test } from "vitest";
import { parseJson } from "./parse-json";
import { countTimeShapes } from "./time-shapes";

test("times are counted by shape, wherever they stand", () => {
  const counts = new Map<string, number>();
  const body = `{"Data":{"SetupTime":"2021-03-02T15:12Z","EndTime":"","StartTime":null,"Name":"at 12:00",
    "List":[{"StartTime":"2021-03-02T15:12Z","EndTime":1614669120000},{"EndTime":"2 März 2021"},{"EndTime":{"a":1}}]}}`;
  countTimeShapes(parseJson(body), counts);
  expect(Object.fromEntries(counts)).toEqual({
    "9999-99-99T99:99Z": 2,
    "(empty)": 1,
    "(null)": 1,
    "(13 digits)": 1,
    "9 ???? 9999": 1,
  });
});
