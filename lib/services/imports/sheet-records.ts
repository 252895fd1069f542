import { Readable } from "node:stream";
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

/** The rows of a text, one after the other. Throws `BrokenSheet`, and what the text's own source throws. */
export async function* sheetRecords(text: AsyncIterable<string>, separator: Separator): AsyncGenerator<SheetRecord> {
  const parser = parse({
    delimiter: separator,
    record_delimiter: ["\r\n", "\n", "\r"],
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: longestRecord,
  });
  const source = Readable.from(text).on("error", (error) => parser.destroy(error));
  let row = 0;
  try {
    for await (const cells of source.pipe(parser)) {
      row += 1;
      yield { row, cells };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new BrokenSheet(faults[error.code] ?? "not_text", row, { cause: error });
  } finally {
    source.destroy();
  }
}

const faults: Partial<Record<string, BrokenSheet["fault"]>> = {
  CSV_QUOTE_NOT_CLOSED: "cut_off",
  CSV_MAX_RECORD_SIZE: "long_row",
};
