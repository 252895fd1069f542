import { type PermissionCode, permissionCodes } from "@/lib/domain/permission-catalogue";
import type { SheetFault } from "@/lib/domain/views/import";
import { BrokenSheet, type Separator, separators, sheetRecords } from "@/lib/services/imports/sheet-records";
import type { SheetColumn } from "@/lib/services/imports/sheet-vocabulary";

/** The head has to stand within this many characters and rows: below the lines above an export's table. */
const looksAt = 65_536;
const rowsLookedAt = 200;

/** Where a sheet's columns are. */
export type SheetHead = { readonly row: number; readonly separator: Separator; readonly uid: number } & (
  | { readonly of: "export"; readonly mark: number; readonly codes: readonly (readonly [PermissionCode, number])[] }
  | { readonly of: "list"; readonly code: number; readonly wanted: number }
);

export interface HeadFault {
  readonly fault: Extract<SheetFault, "no_head" | "head_twice" | "no_mark">;
  readonly about: string;
}

export const isHeadFault = (found: object): found is HeadFault => "fault" in found;

/** How the row that names the columns is known: by what each cell names, and by what all of them make. */
export interface HeadTerms<Column extends string, Head extends object> {
  readonly columnOf: (heading: string) => Column | "uid" | null;
  readonly judge: (columns: readonly (Column | "uid" | null)[], row: number, separator: Separator) => Head | HeadFault;
}

/** Finds the row that names the columns, under the separator with which there is one. */
export async function findHead<Column extends string, Head extends object>(
  text: AsyncIterable<string>,
  terms: HeadTerms<Column, Head>,
): Promise<Head | HeadFault> {
  let sample = "";
  for await (const piece of text) {
    sample += piece;
    if (sample.length >= looksAt) break;
  }
  let fault: HeadFault = { fault: "no_head", about: "" };
  for (const separator of separators) {
    const found = await headUnder(sample, separator, terms);
    if (found === null) continue;
    if (!isHeadFault(found)) return found;
    fault = found;
  }
  return fault;
}

async function headUnder<Column extends string, Head extends object>(
  sample: string,
  separator: Separator,
  { columnOf, judge }: HeadTerms<Column, Head>,
): Promise<Head | HeadFault | null> {
  const once = (async function* () {
    yield sample;
  })();
  try {
    for await (const records of sheetRecords(once, separator))
      for (const { row, cells } of records.slice(0, rowsLookedAt)) {
        const columns = cells.map(columnOf);
        if (columns.includes("uid") && new Set(columns.filter((column) => column !== null)).size > 1)
          return judge(columns, row, separator);
      }
  } catch (error) {
    // The sample ends anywhere, and not every separator is this sheet's.
    if (!(error instanceof BrokenSheet)) throw error;
  }
  return null;
}

/** The columns of a sheet of changes: of an edited export, or UID, code, wanted. */
export function changesHead(
  columns: readonly (SheetColumn | null)[],
  row: number,
  separator: Separator,
): SheetHead | HeadFault {
  const at = (column: SheetColumn) => columns.indexOf(column);
  const codes = permissionCodes.filter((code) => at(code) >= 0).map((code) => [code, at(code)] as const);
  const isExport = at("mark") >= 0 && codes.length > 0;
  const isList = at("code") >= 0 && at("wanted") >= 0;
  if (!isExport && !isList) {
    if (codes.length > 0) return { fault: "no_mark", about: "" };
    return { fault: "no_head", about: (["code", "wanted"] as const).filter((column) => at(column) < 0).join(", ") };
  }
  const used: readonly SheetColumn[] = isExport
    ? ["uid", "mark", ...codes.map(([code]) => code)]
    : ["uid", "code", "wanted"];
  const twice = used.find((column) => columns.lastIndexOf(column) !== at(column));
  if (twice) return { fault: "head_twice", about: twice };
  const place = { row, separator, uid: at("uid") };
  return isExport
    ? { ...place, of: "export", mark: at("mark"), codes }
    : { ...place, of: "list", code: at("code"), wanted: at("wanted") };
}
