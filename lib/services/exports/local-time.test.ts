import { expect, test } from "vitest";
import { instant } from "@/lib/domain/ids";
import { localTimes, parseZone } from "@/lib/services/exports/local-time";

const at = (text: string) => instant(Date.parse(text));

test.each([
  ["Asia/Shanghai", "2026-11-22T16:30:05.123Z", "2026-11-23 00:30:05 +08:00"],
  ["Asia/Kathmandu", "2026-11-22T00:00:00.000Z", "2026-11-22 05:45:00 +05:45"],
  ["America/St_Johns", "2026-11-22T00:00:00.000Z", "2026-11-21 20:30:00 -03:30"],
  ["Europe/Berlin", "2026-03-29T00:59:59.999Z", "2026-03-29 01:59:59 +01:00"],
  ["Europe/Berlin", "2026-03-29T01:00:00.000Z", "2026-03-29 03:00:00 +02:00"],
  ["UTC", "2026-11-22T12:00:00.000Z", "2026-11-22 12:00:00 +00:00"],
])("%s: %s is %s", (zone, utc, local) => expect(localTimes(zone)(at(utc))).toBe(local));

test("a zone that nobody knows is none", () => {
  expect(parseZone("Asia/Shanghai")).toBe("Asia/Shanghai");
  for (const name of ["", "Mars/Olympus", "../etc", "=1"]) expect(parseZone(name)).toBeNull();
});
