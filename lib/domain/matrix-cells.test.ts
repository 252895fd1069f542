import fc from "fast-check";
import { expect, test } from "vitest";
import { parseRelationId, parseUid } from "@/lib/domain/ids";
import { type Cell, cellAt, cellBlock, columnSummaries, rowBlock, writeCells } from "@/lib/domain/matrix-cells";
import { permissionCodes } from "@/lib/domain/permission-catalogue";
import { cellMarks, type MatrixRow } from "@/lib/domain/views/matrix";
import { type BlockReason, blockReasons } from "@/lib/domain/views/member";

const [id, uid] = [parseRelationId("1"), parseUid("2")];
const row = (cells: readonly Cell[], block: BlockReason | null): MatrixRow => {
  if (!id || !uid) throw new Error("ids are wanted");
  return [id, uid, "", "a@example.com", writeCells(cells, block), 0];
};

const anyCell = fc.record({
  status: fc.constantFrom("on" as const, "off" as const, "unknown" as const),
  mark: fc.constantFrom(...cellMarks),
});
const anyCells = fc.array(anyCell, { minLength: 7, maxLength: 7 });
const anyBlock = fc.option(fc.constantFrom(...blockReasons));

test("every cell and every reason is read as it was written, a character each", () => {
  fc.assert(
    fc.property(anyCells, anyBlock, (cells, block) => {
      const written = row(cells, block);
      expect(written[4]).toHaveLength(8);
      expect(permissionCodes.map((_, place) => cellAt(written, place))).toEqual(cells);
      expect(rowBlock(written)).toBe(block);
    }),
  );
});

test("a column's numbers add up, and what would change is what can be ticked and does not say so", () => {
  const anyRows = fc.array(fc.tuple(anyCells, anyBlock, fc.constantFrom(undefined, true, false)), { maxLength: 20 });
  fc.assert(
    fc.property(anyRows, (drawn) => {
      const wanted = new Map(drawn.map(([cells, block, want]) => [row(cells, block), want]));
      const rows = [...wanted.keys()];
      const place = permissionCodes.indexOf("CHECK_FINANCE_INFO");
      const wishOf = (each: MatrixRow) => {
        const wish = wanted.get(each);
        return wish === undefined || wish === (cellAt(each, place).status === "on") ? undefined : wish;
      };
      const summaries = columnSummaries(rows, (each) => ({ CHECK_FINANCE_INFO: wanted.get(each) }));
      const summary = summaries[place];
      if (!summary || summaries.length !== 7) throw new Error("a summary for each code");
      for (const { change, already, blocked } of [summary.on, summary.off])
        expect(change + already + blocked).toBe(rows.length);
      const free = rows.filter((each) => wishOf(each) !== undefined || cellBlock(each, place) === null);
      const says = (each: MatrixRow) => wishOf(each) ?? cellAt(each, place).status === "on";
      expect(summary.on.change).toBe(free.filter((each) => !says(each)).length);
      expect(summary.off.change).toBe(free.filter(says).length);
      if (free.length > 0) {
        const isMixed = summary.on.change > 0 && summary.off.change > 0;
        expect(summary.checked).toBe(isMixed ? "mixed" : summary.on.change === 0);
      }
    }),
  );
});
