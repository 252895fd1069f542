import { type Alias, mapRawCode } from "@/lib/domain/code-mapping";
import { type FactName, factNames } from "@/lib/domain/local-facts";
import type { CodeStatus } from "@/lib/domain/observed";
import { type PermissionCode, permissionCodes } from "@/lib/domain/permission-catalogue";
import type { SheetWords } from "@/lib/domain/views/import";

/** What a column of a sheet holds. */
export type SheetColumn = "uid" | "code" | "wanted" | "mark" | PermissionCode;

/** How the texts of a sheet are understood, in every language and as plain names. */
export interface SheetVocabulary {
  readonly columnOf: (heading: string) => SheetColumn | null;
  readonly codeOf: (cell: string) => PermissionCode | null;
  readonly statusOf: (cell: string) => CodeStatus | null;
  /** Whether the line below an export's table begins with this. */
  readonly isEnd: (cell: string) => boolean;
}

const plainColumns: Readonly<Record<"uid" | "code" | "wanted", readonly string[]>> = {
  uid: ["uid", "account uid", "member uid", "account id", "账号uid", "成员uid", "账号 uid", "成员 uid"],
  code: ["code", "permission", "permission code", "代码", "权限", "权限代码", "权限码"],
  wanted: ["wanted", "want", "value", "set to", "期望", "期望值", "设为", "开关"],
};

const plainStatuses: Readonly<Record<CodeStatus, readonly string[]>> = {
  on: ["on", "yes", "y", "true", "1", "是", "开", "开启", "真"],
  off: ["off", "no", "n", "false", "0", "否", "关", "关闭", "假"],
  unknown: ["unknown", "未知"],
};

/** A cell without what spreadsheets and keyboards put around a text: blanks, invisible marks, the apostrophe of a text. */
export const bareCell = (cell: string): string =>
  cell.replace(/^[\s\p{Z}\p{C}]*'?[\s\p{Z}\p{C}]*|[\s\p{Z}\p{C}]+$/gu, "");

/** The same for a comparison of words: widths, cases and curly apostrophes make no difference. */
const folded = (cell: string): string =>
  bareCell(cell).normalize("NFKC").replaceAll("\u2019", "'").replace(/\s+/g, " ").toLowerCase();

const plainFacts: Readonly<Record<FactName, readonly string[]>> = {
  owner: ["owner", "负责人", "所有者"],
  costCentre: ["cost_centre", "cost centre", "costcentre", "cost_center", "cost center", "costcenter", "成本中心"],
  tags: ["tags", "tag", "标签"],
  note: ["note", "notes", "备注"],
};

/** How the columns of a sheet of local facts are understood. */
export interface FactVocabulary extends Pick<SheetVocabulary, "isEnd"> {
  readonly columnOf: (heading: string) => "uid" | FactName | null;
}

export function factVocabulary(words: readonly SheetWords[]): FactVocabulary {
  const columns = new Map<string, "uid" | FactName>();
  for (const name of [...plainColumns.uid, ...words.map(({ uid }) => uid)]) columns.set(folded(name), "uid");
  for (const fact of factNames)
    for (const name of [...plainFacts[fact], ...words.map((language) => language.fact[fact])])
      columns.set(folded(name), fact);
  const ends = new Set(words.map(({ end }) => folded(end)));
  return { columnOf: (heading) => columns.get(folded(heading)) ?? null, isEnd: (cell) => ends.has(folded(cell)) };
}

/** @param aliases pairs that calibrations have proven on the account: their raw spellings are understood as well. */
export function sheetVocabulary(words: readonly SheetWords[], aliases: readonly Alias[]): SheetVocabulary {
  const columns = new Map<string, SheetColumn>(permissionCodes.map((code) => [folded(code), code]));
  const codes = new Map<string, PermissionCode>();
  const statuses = new Map<string, CodeStatus>();
  const ends = new Set<string>();
  for (const [column, names] of Object.entries(plainColumns) as [keyof typeof plainColumns, readonly string[]][])
    for (const name of [...names, ...words.map((language) => language[column])]) columns.set(folded(name), column);
  for (const [status, names] of Object.entries(plainStatuses) as [CodeStatus, readonly string[]][])
    for (const name of [...names, ...words.map((language) => language.status[status])])
      statuses.set(folded(name), status);
  for (const language of words) {
    columns.set(folded(language.mark), "mark");
    ends.add(folded(language.end));
    for (const code of permissionCodes) {
      columns.set(folded(language.permission[code]), code);
      codes.set(folded(language.permission[code]), code);
    }
  }
  return {
    columnOf: (heading) => columns.get(folded(heading)) ?? null,
    codeOf: (cell) => {
      const mapping = mapRawCode(bareCell(cell), aliases);
      return mapping.kind === "mapped" ? mapping.code : (codes.get(folded(cell)) ?? null);
    },
    statusOf: (cell) => statuses.get(folded(cell)) ?? null,
    isEnd: (cell) => ends.has(folded(cell)),
  };
}
