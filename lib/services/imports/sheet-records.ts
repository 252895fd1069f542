import { CsvError, parse } from "csv-parse";
import type { SheetFault } from "@/lib/domain/views/import";

/** What stands between two cells: the comma, or what Excel takes for lists where the comma is in numbers, or in "Unicode text". */
export const separators = [",", ";", "\t"] as const;
export type Separator = (typeof separators)[number];

/** Longer than any row that a spreadsheet program writes of ours. */
const longestRecord = 200_000;

export interface SheetRecord {
  /** As a spreadsheet counts, from 1; an empty line is a row. */
  readonly row: number;
  readonly cells: readonly string[];
}

/** A sheet that cannot be read on; `row`: the last one that could be. */
export class BrokenSheet extends Error {
  override readonly name = "BrokenSheet";
  constructor(
    readonly fault: Extract<SheetFault, "cut_off" | "long_row" | "not_text">,
    readonly row: number,
    options: ErrorOptions,
  ) {
    super(fault, options);
  }
}

/**
 * The rows of a text, as many at a time as a piece of it has. Throws `BrokenSheet`, after every row before the place
 * where it is broken, and what the text's own source throws.
 */
export async function* sheetRecords(
  text: AsyncIterable<string>,
  separator: Separator,
): AsyncGenerator<readonly SheetRecord[]> {
  let row = 0;
  let parsed: SheetRecord[] = [];
  let broken: Error | null = null;
  const parser = parse({
    delimiter: separator,
    record_delimiter: ["\r\n", "\n", "\r"],
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: longestRecord,
    // Taken here, since a stream that breaks throws away the rows that nobody has read yet.
    on_record: (cells: string[]) => {
      row += 1;
      parsed.push({ row, cells });
      return null;
    },
  }).on("error", (error) => {
    broken = error;
  });
  const taken = () => {
    const some = parsed;
    parsed = [];
    return some;
  };
  for await (const piece of text) {
    await new Promise((resolve) => parser.write(piece, resolve));
    yield taken();
    if (broken) break;
  }
  if (!broken) await new Promise<unknown>((resolve) => parser.end(resolve));
  yield taken();
  if (broken) throw brokenSheet(broken, row);
}

function brokenSheet(error: Error, row: number): Error {
  if (!(error instanceof CsvError)) return error;
  return new BrokenSheet(faults[error.code] ?? "not_text", row, { cause: error });
}

const faults: Partial<Record<string, BrokenSheet["fault"]>> = {
  CSV_QUOTE_NOT_CLOSED: "cut_off",
  CSV_MAX_RECORD_SIZE: "long_row",
};
