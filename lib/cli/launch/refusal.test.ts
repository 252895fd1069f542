import { expect, test } from "vitest";
import { Refusal, requireNode } from "./refusal.mjs";

test("an older Node is refused with both versions", () => {
  for (const old of ["18.20.4", "20.18.9", "20.9.0"]) expect(() => requireNode("20.19", old)).toThrow(Refusal);
  expect(() => requireNode("20.19", "20.18.1")).toThrow("Node 20.19 or newer is needed; this is Node 20.18.1.");
  for (const fine of ["20.19.0", "20.20.2", "22.1.0", "24.0.0"]) requireNode("20.19", fine);
});
