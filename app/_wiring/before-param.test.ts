import { expect, test } from "vitest";
import { readBefore } from "./before-param";

const text = "2026-11-22T12:00:00.000Z_a-1";

test("a position is read; what is none is kept to be shown, and asks for nothing", () => {
  expect(readBefore(undefined)).toEqual({ before: undefined, asked: [] });
  expect(readBefore(text)).toEqual({ before: { at: "2026-11-22T12:00:00.000Z", id: "a-1" }, asked: [text] });
  expect(readBefore("yesterday")).toEqual({ before: undefined, asked: ["yesterday"] });
  expect(readBefore([text, text])).toEqual({ before: undefined, asked: [text, text] });
});
