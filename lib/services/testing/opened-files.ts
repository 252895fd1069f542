import ExcelJS from "exceljs";

/** Everything of a stream. */
export async function bytesOf(stream: ReadableStream<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The fields of a CSV file by RFC 4180, read character by character: knows nothing of who wrote it. */
export function readCsv(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let field = "";
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (quoted) {
      if (character !== '"') field += character;
      else if (text[at + 1] === '"') {
        field += '"';
        at += 1;
      } else quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === ",") {
      record.push(field);
      field = "";
    } else if (character === "\r" && text[at + 1] === "\n") {
      records.push([...record, field]);
      record = [];
      field = "";
      at += 1;
    } else field += character;
  }
  if (record.length > 0 || field !== "" || quoted) throw new Error("the file does not end with a record");
  return records;
}

/** A text as it was before a CSV file made it inert. */
export const unmark = (cell: string): string =>
  cell
    .split(/(?<=[;\t\r\n])/)
    .map((part) => part.replace(/^'/, ""))
    .join("");

/** A cell as a spreadsheet program holds it. */
export interface OpenedCell {
  readonly type: ExcelJS.ValueType;
  readonly value: ExcelJS.CellValue;
}

/** The cells of the one sheet of an XLSX file, row by row. */
export async function readXlsx(file: Buffer): Promise<OpenedCell[][]> {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(new Uint8Array(file).buffer);
  const [sheet] = workbook.worksheets;
  if (!sheet || workbook.worksheets.length !== 1) throw new Error("one sheet is wanted");
  return Array.from({ length: sheet.rowCount }, (_, row) =>
    Array.from({ length: sheet.columnCount }, (_, column) => {
      const { type, value } = sheet.getCell(row + 1, column + 1);
      return { type, value };
    }),
  );
}

/** What `_xHHHH_` stands for in a text of an XLSX file (ECMA-376 part 1, 22.9.2.19). */
export const unescapeXlsx = (text: string): string =>
  text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
