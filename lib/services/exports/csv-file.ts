import { stringify } from "csv-stringify/sync";
import { inertCell } from "@/lib/services/exports/inert-cell";
import type { SheetRow, SheetRows } from "@/lib/services/exports/sheet";

/** Without it Excel reads UTF-8 as the code page of the machine, and Chinese names as noise. */
const byteOrderMark = "\u{feff}";

/** A record has as many fields in a line as in the table: readers that count them take the file. */
const recordOf = ({ cells }: SheetRow, columns: number): readonly string[] =>
  Array.from({ length: columns }, (_, index) => {
    const cell = cells[index] ?? "";
    return typeof cell === "number" ? String(cell) : inertCell(cell);
  });

/** A CSV file after RFC 4180: UTF-8 with a byte order mark, CRLF, every field quoted, no field a formula. */
export async function* csvFile(rows: SheetRows, columns: number): AsyncGenerator<Uint8Array> {
  yield Buffer.from(byteOrderMark);
  for await (const batch of rows)
    if (batch.length > 0)
      yield Buffer.from(
        stringify(
          batch.map((row) => recordOf(row, columns)),
          { quoted: true, quoted_empty: true, record_delimiter: "\r\n" },
        ),
      );
}
