import fc from "fast-check";
import { expect, it } from "vitest";
import { type Instant, instant } from "@/lib/domain/ids";
import { type ObservedRow, readCodes } from "@/lib/domain/observed";
import { permissionCodes } from "@/lib/domain/permission-catalogue";
import { codeBit, summaryOf } from "@/lib/domain/set-summary";

const at = (hour: number): Instant => instant(Date.UTC(2026, 10, 22, hour));
const row = (rawCode: string, startTime: Instant | null, endTime: Instant | null): ObservedRow => ({
  rawCode,
  name: "",
  startTime,
  endTime,
  timesReadable: true,
});
const anyTime = fc.option(fc.integer({ min: 1, max: 23 }).map(at), { nil: null });
const anyRows = fc.array(
  fc
    .tuple(fc.constantFrom("x_17", ...permissionCodes.map((code) => code.toLowerCase())), anyTime, anyTime)
    .map(([rawCode, start, end]) => row(rawCode, start, end)),
  { maxLength: 10 },
);

it("tells when the next row turns", () => {
  expect(summaryOf([row("a", at(14), at(20)), row("b", at(9), at(13))], [], at(12)).nextTurnAt).toBe(at(13));
  expect(summaryOf([row("a", at(9), null)], [], at(12)).nextTurnAt).toBeNull();
});

it("says of each code what the set says, of any set at any moment until the next turn", () => {
  fc.assert(
    fc.property(anyRows, fc.integer({ min: 0, max: 23 }), (rows, hour) => {
      const summary = summaryOf(rows, [], at(hour));
      for (
        let later = hour;
        later < 24 && (summary.nextTurnAt === null || at(later) < summary.nextTurnAt);
        later += 1
      ) {
        const { codes } = readCodes(rows, [], at(later));
        for (const code of permissionCodes) {
          expect((summary.held & codeBit(code)) !== 0).toBe(codes[code].status === "on");
          expect((summary.unknown & codeBit(code)) !== 0).toBe(codes[code].status === "unknown");
        }
      }
    }),
  );
});
