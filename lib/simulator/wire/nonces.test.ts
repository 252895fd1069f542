import { expect, it } from "vitest";
import { Nonces } from "@/lib/simulator/wire/nonces";

const MINUTE = 60_000;

it("remembers a nonce for as long as its date can be fresh, and not for ever", () => {
  const nonces = new Nonces();
  const start = Date.parse("2026-03-01T09:30Z");
  expect(nonces.use("a", start)).toBe(true);
  expect(nonces.use("b", start + 29 * MINUTE)).toBe(true);
  expect(nonces.use("a", start + 29 * MINUTE)).toBe(false);
  expect(nonces.use("b", start + 58 * MINUTE)).toBe(false);
  expect(nonces.use("a", start + 91 * MINUTE)).toBe(true);
});
