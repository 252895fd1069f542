import { PassThrough } from "node:stream";
import { setImmediate as turn } from "node:timers/promises";
import type { Worksheet } from "exceljs";
import type { SheetColumn, SheetRow, SheetRows } from "@/lib/services/exports/sheet";
import { xlsxText } from "@/lib/services/exports/xlsx-text";

/** A row takes about a fifth of a millisecond: other requests get their turn in between. */
const rowsAtATurn = 25;

/**
 * An XLSX file with one sheet, written as it is read: the sheet is compressed while its rows come, and no row is asked
 * for while more than a buffer waits to be compressed. Texts are plain strings, names and ids in cells of the format "text".
 */
export async function* xlsxFile(
  rows: SheetRows,
  title: string,
  columns: readonly SheetColumn[],
): AsyncGenerator<Uint8Array> {
  const ended = new AbortController();
  const out = new PassThrough();
  const { default: excel } = await import("exceljs");
  const workbook = new excel.stream.xlsx.WorkbookWriter({ stream: out, useStyles: true, useSharedStrings: false });
  workbook.creator = "Linkbook";
  workbook.lastModifiedBy = "Linkbook";
  const write = async () => {
    const sheet = workbook.addWorksheet(sheetName(title), { views: [{ state: "frozen", xSplit: 1 }] });
    sheet.columns = columns.map(({ width, isText }) => ({ width, ...(isText ? { style: { numFmt: "@" } } : {}) }));
    await writeRows(sheet, rows, columns.length, ended.signal);
    await workbook.commit();
  };
  const writing = write().catch((error: Error) => void out.destroy(error));
  try {
    for await (const chunk of out) yield chunk;
    await writing;
  } finally {
    ended.abort();
    out.destroy();
  }
}

async function writeRows(sheet: Worksheet, rows: SheetRows, columns: number, signal: AbortSignal): Promise<void> {
  let number = 0;
  let head: number | null = null;
  let last = 0;
  for await (const batch of rows)
    for (const row of batch) {
      number += 1;
      if (row.kind === "head") head = number;
      if (row.kind !== "line") last = number;
      writeRow(sheet, row);
      if (number % rowsAtATurn > 0) continue;
      await turn(undefined, { signal });
      await roomIn(sheet, signal);
    }
  if (head !== null) sheet.autoFilter = { from: { row: head, column: 1 }, to: { row: last, column: columns } };
}

function writeRow(sheet: Worksheet, { kind, cells }: SheetRow): void {
  // A cell that is left out costs nothing; an empty text would be a cell.
  const row = sheet.addRow(
    cells.map((cell) => (cell === "" ? undefined : typeof cell === "number" ? cell : xlsxText(cell))),
  );
  if (kind === "head") row.font = { bold: true };
  row.commit();
}

interface Sink {
  write(chunk: Uint8Array, done: () => void): unknown;
}

const isSink = (value: unknown): value is Sink =>
  typeof value === "object" && value !== null && typeof Reflect.get(value, "write") === "function";

/**
 * Waits until what the sheet has written is compressed. exceljs 4.4 takes rows however slowly they are read: its own
 * stream passes them on to the buffer in front of the ZIP without looking at it (`stream-buf.js`, `pipes`). A write of
 * nothing is done when all that was written before it is.
 */
async function roomIn(sheet: Worksheet, signal: AbortSignal): Promise<void> {
  const stream: unknown = Reflect.get(sheet, "stream");
  const pipes: unknown = typeof stream === "object" && stream !== null ? Reflect.get(stream, "pipes") : null;
  const sink: unknown = Array.isArray(pipes) ? pipes[0] : null;
  if (!isSink(sink)) throw new Error("exceljs has no buffer where it had one");
  await new Promise<void>((resolve, reject) => {
    const stop = () => reject(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
    sink.write(Buffer.alloc(0), () => {
      signal.removeEventListener("abort", stop);
      resolve();
    });
  });
}

/** Excel takes 31 characters, and none of these. */
const sheetName = (title: string): string => title.replace(/[[\]:*?/\\]/g, " ").slice(0, 31);
