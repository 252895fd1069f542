import { expect, test } from "vitest";
import { Refusal, requireNode } from "./refusal.mjs";

test("an older Node is refused with both versions", () => {
  for (const old of ["18.20.4", "20.18.9", "20.9.0"]) expect(() => requireNode("20.19", old)).toThrow(Refusal);
  expect(() => requireNode("20.19", "20.18.1")).toThrow("Node 20.19 or newer is needed; this is Node 20.18.1.");
  for (const fine of ["20.19.0", "20.20.2", "22.1.0", "24.0.0"]) requireNode("20.19", fine);
});

test("a Node 24 that aborts in the database is refused, with the reason and what to use", () => {
  for (const broken of ["24.19.0", "24.21.0"]) {
    const refused = () => requireNode("20.19", broken);
    expect(refused).toThrow(Refusal);
    expect(refused).toThrow(`This is Node ${broken}. From 24.19 on, Node 24 aborts`);
    expect(refused).toThrow("Use Node 26 or 22");
  }
  for (const fine of ["24.18.1", "25.0.0", "26.10.0"]) requireNode("20.19", fine);
});
