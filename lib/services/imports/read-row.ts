import { parseUid, type RelationId, type Uid } from "@/lib/domain/ids";
import type { PermissionCode } from "@/lib/domain/permission-catalogue";
import type { RefusedRow, RowFault } from "@/lib/domain/views/import";
import type { IssuedCodes, IssuedRow } from "@/lib/services/exports/export-mark";
import type { SheetHead } from "@/lib/services/imports/sheet-head";
import type { SheetRecord } from "@/lib/services/imports/sheet-records";
import { bareCell, type SheetVocabulary } from "@/lib/services/imports/sheet-vocabulary";

/** A row that was understood. */
export interface ReadRow {
  readonly row: number;
  readonly uid: Uid;
  /** Of an edited export: which relation, and the cells of it that were left as they were issued. */
  readonly issued: { readonly relationId: RelationId; readonly left: Partial<IssuedCodes> } | null;
  /** None: the row asks for nothing. */
  readonly wishes: ReadonlyMap<PermissionCode, boolean>;
}

export interface RowTerms {
  readonly head: SheetHead;
  readonly vocabulary: SheetVocabulary;
  readonly readMark: (mark: string, uid: Uid) => IssuedRow | null;
}

/** Reads one row below the head. Nothing is guessed: a row with one cell that is not understood is refused whole. */
export function readRow(record: SheetRecord, terms: RowTerms): ReadRow | RefusedRow {
  const uid = readUid(record, cellAt(record, terms.head.uid));
  if (typeof uid !== "string") return uid;
  return terms.head.of === "export"
    ? readExported(record, uid, { ...terms, head: terms.head })
    : readListed(record, uid, { ...terms, head: terms.head });
}

type HeadOf<Of extends SheetHead["of"]> = RowTerms & { readonly head: Extract<SheetHead, { of: Of }> };

function readExported(record: SheetRecord, uid: Uid, { head, vocabulary, readMark }: HeadOf<"export">) {
  const mark = cellAt(record, head.mark);
  if (mark === "") return refused(record, "mark_missing", "");
  const issued = readMark(mark, uid);
  if (!issued) return refused(record, "mark", mark);
  const wishes = new Map<PermissionCode, boolean>();
  const left: Partial<Record<PermissionCode, IssuedCodes[PermissionCode]>> = {};
  for (const [code, column] of head.codes) {
    const cell = cellAt(record, column);
    const status = vocabulary.statusOf(cell);
    if (status === null || (status === "unknown" && issued.codes[code] !== "unknown"))
      return refused(record, cell === "" ? "wanted_empty" : isFormula(cell) ? "formula" : "wanted", cell, code);
    if (status === issued.codes[code]) left[code] = status;
    else wishes.set(code, status === "on");
  }
  return { row: record.row, uid, issued: { relationId: issued.relationId, left }, wishes };
}

function readListed(record: SheetRecord, uid: Uid, { head, vocabulary }: HeadOf<"list">) {
  const [name, cell] = [cellAt(record, head.code), cellAt(record, head.wanted)];
  const code = vocabulary.codeOf(name);
  if (code === null) return refused(record, name === "" ? "code_empty" : isFormula(name) ? "formula" : "code", name);
  const status = vocabulary.statusOf(cell);
  if (status === null || status === "unknown")
    return refused(record, cell === "" ? "wanted_empty" : isFormula(cell) ? "formula" : "wanted", cell);
  return { row: record.row, uid, issued: null, wishes: new Map([[code, status === "on"]]) };
}

/** The UID in a cell, or why the row is refused for it. */
export function readUid(record: SheetRecord, cell: string): Uid | RefusedRow {
  if (cell === "") return refused(record, "uid_empty", "");
  if (isFormula(cell)) return refused(record, "formula", cell);
  if (/^\d+([.,]\d+)?[eE][+]?\d+$/.test(cell)) return refused(record, "uid_rounded", cell);
  return parseUid(cell) ?? refused(record, "uid", cell);
}

/** What a spreadsheet might evaluate; here it is a text that is no value. */
export const isFormula = (cell: string): boolean => /^[=+\-@\u2212]/.test(cell.normalize("NFKC"));

export const cellAt = ({ cells }: SheetRecord, column: number): string => bareCell(cells[column] ?? "");

const longestShown = 60;

export const refused = (
  { row }: { readonly row: number },
  fault: RowFault,
  cell: string,
  code: PermissionCode | null = null,
  other: number | null = null,
): RefusedRow => ({
  row,
  fault,
  cell: (cell.length > longestShown ? `${cell.slice(0, longestShown)}…` : cell).toWellFormed(),
  code,
  other,
});
