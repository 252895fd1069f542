import type { Uid } from "@/lib/domain/ids";
import { mostSheetBytes, mostSheetRows, type RefusedRow, type SheetRefusal } from "@/lib/domain/views/import";
import { type ExportIssue, isExportId, markReader, readExportId } from "@/lib/services/exports/export-mark";
import { type ReadRow, readRow } from "@/lib/services/imports/read-row";
import { changesHead, findHead, type HeadTerms, isHeadFault, type SheetHead } from "@/lib/services/imports/sheet-head";
import { BrokenSheet, type Separator, type SheetRecord, sheetRecords } from "@/lib/services/imports/sheet-records";
import { notTextBecause, sheetText } from "@/lib/services/imports/sheet-text";
import { bareCell, type SheetVocabulary } from "@/lib/services/imports/sheet-vocabulary";

/** A sheet as read: each of its rows is in `read` or in `refused`. */
export interface ReadSheet {
  readonly kind: "read";
  readonly of: SheetHead["of"];
  readonly issue: ExportIssue | null;
  /** False for an export without its last lines. */
  readonly whole: boolean;
  readonly read: readonly ReadRow[];
  readonly refused: readonly RefusedRow[];
}

export const fault = (name: SheetRefusal["fault"], about = ""): SheetRefusal => ({
  kind: "refused",
  fault: name,
  about,
});

/**
 * Reads the bytes of a file as a sheet: an edited export, or UID, code, wanted. Never throws for what is in the file;
 * throws what aborted the signal.
 */
export const readSheet = (
  bytes: Uint8Array,
  terms: { readonly payer: Uid; readonly vocabulary: SheetVocabulary },
  signal: AbortSignal,
): Promise<ReadSheet | SheetRefusal> =>
  readUnderHead(
    bytes,
    { columnOf: terms.vocabulary.columnOf, judge: changesHead },
    (records, head) => readRows(records, head, terms),
    signal,
  );

/** Finds the head of a file's bytes and has the records read with it. Never throws for what is in the file. */
export async function readUnderHead<
  Column extends string,
  Head extends { readonly separator: Separator },
  Read extends object,
>(
  bytes: Uint8Array,
  terms: HeadTerms<Column, Head>,
  read: (records: AsyncIterable<readonly SheetRecord[]>, head: Head) => Promise<Read | SheetRefusal>,
  signal: AbortSignal,
): Promise<Read | SheetRefusal> {
  if (bytes.byteLength > mostSheetBytes) return fault("too_large");
  const odd = notTextBecause(bytes);
  if (odd) return fault(odd);
  const head = await findHead(sheetText(bytes, signal), terms);
  if (isHeadFault(head)) return fault(head.fault, head.about);
  try {
    return await read(sheetRecords(sheetText(bytes, signal), head.separator), head);
  } catch (error) {
    if (error instanceof BrokenSheet) return fault(error.fault, String(error.row + 1));
    throw error;
  }
}

async function readRows(
  records: AsyncIterable<readonly SheetRecord[]>,
  head: SheetHead,
  { payer, vocabulary }: { readonly payer: Uid; readonly vocabulary: SheetVocabulary },
): Promise<ReadSheet | SheetRefusal> {
  const rowTerms = { head, vocabulary, readMark: markReader(payer) };
  const read: ReadRow[] = [];
  const refused: RefusedRow[] = [];
  let issue: ExportIssue | null = null;
  let ended = false;
  for await (const some of records)
    for (const record of some) {
      if (record.row < head.row) {
        const said = head.of === "export" ? issueIn(record, payer) : null;
        if (said && "kind" in said) return said;
        issue ??= said;
      }
      if (record.row <= head.row) continue;
      const first = record.cells.map(bareCell).find((cell) => cell !== "");
      if (first === undefined) continue;
      // Below its table an export says in words how it ended; none of these lines has a mark.
      ended ||= head.of === "export" && vocabulary.isEnd(first);
      if (ended && head.of === "export" && bareCell(record.cells[head.mark] ?? "") === "") continue;
      if (read.length + refused.length >= mostSheetRows) return fault("too_many_rows");
      const row = readRow(record, rowTerms);
      if ("fault" in row) refused.push(row);
      else read.push(row);
    }
  if (read.length + refused.length === 0) return fault("no_rows");
  return { kind: "read", of: head.of, issue, whole: head.of === "list" || ended, read, refused };
}

/** The export id in a line above the table; null: the line has none. */
function issueIn({ row, cells }: SheetRecord, payer: Uid): ExportIssue | SheetRefusal | null {
  const id = cells.map(bareCell).find(isExportId);
  if (id === undefined) return null;
  const said = readExportId(id, payer);
  if (said === "altered") return fault("altered_id", String(row));
  return "otherAccount" in said ? fault("other_account", said.otherAccount) : said;
}
