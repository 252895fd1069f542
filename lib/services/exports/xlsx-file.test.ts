import { setImmediate as turn } from "node:timers/promises";
import fc from "fast-check";
import { expect, test } from "vitest";
import { exportColumns } from "@/lib/domain/views/export";
import { memberColumns } from "@/lib/services/exports/member-cells";
import type { SheetRow } from "@/lib/services/exports/sheet";
import { xlsxFile } from "@/lib/services/exports/xlsx-file";
import { xlsxText } from "@/lib/services/exports/xlsx-text";
import { unescapeXlsx } from "@/lib/services/testing/opened-files";

test("a reader that is slow holds the rows up: they do not pile up in memory", async () => {
  let asked = 0;
  async function* endless(): AsyncGenerator<readonly SheetRow[]> {
    for (;;) {
      asked += 1;
      // Noise, so that the ZIP grows with what goes into it.
      const cells = exportColumns.map(() => Array.from({ length: 40 }, () => Math.random().toString(36)).join(""));
      yield Array.from(
        { length: 10 },
        (_, row): SheetRow => ({ kind: "member", cells: cells.map((text) => text + row) }),
      );
    }
  }
  const file = xlsxFile(endless(), "Members", memberColumns);
  for (let chunk = 0; chunk < 20; chunk += 1) await file.next();
  const before = asked;
  for (let turns = 0; turns < 2_000; turns += 1) await turn();
  // What fills the buffers on the way: some 64 kB each, of rows of 15 kB.
  expect(asked - before).toBeLessThan(40);
  const stopped = asked;
  await file.return(undefined);
  for (let turns = 0; turns < 100; turns += 1) await turn();
  expect(asked - stopped).toBeLessThan(3);
});

test("whatever a text holds, XML can hold it, and Excel reads it back", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const written = xlsxText(text);
      expect(Buffer.from(written).toString()).toBe(written);
      expect(unescapeXlsx(written)).toBe(text);
    }),
  );
  expect(unescapeXlsx(xlsxText("half \ud800, mark _x0041_, end\r\n"))).toBe("half \ud800, mark _x0041_, end\r\n");
});

test("a text that is longer than a cell is cut", () => {
  for (const unit of ["a", "\u0001", "😀", "_x0041_"]) {
    const cut = xlsxText(unit.repeat(40_000));
    expect(cut.length).toBeLessThanOrEqual(32_767);
    expect(cut.endsWith("…")).toBe(true);
    expect(Buffer.from(cut).toString()).toBe(cut);
  }
});
