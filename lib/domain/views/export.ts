import type { Instant, RelationId } from "@/lib/domain/ids";
import type { CodeStatus } from "@/lib/domain/observed";
import { isPermissionCode, type PermissionCode, permissionCodes } from "@/lib/domain/permission-catalogue";
import type { Role } from "@/lib/domain/policy";
import type { MemberQuery } from "@/lib/domain/views/member";

/** CSV for programs, XLSX for people: a spreadsheet rounds the long numbers of a CSV, unless told not to. */
export const exportFormats = ["csv", "xlsx"] as const;
export type ExportFormat = (typeof exportFormats)[number];

const formats: ReadonlySet<string> = new Set(exportFormats);
export const isExportFormat = (text: string): text is ExportFormat => formats.has(text);

/** The columns of the members list in a file, in order. Each time stands in the reader's zone and in UTC. */
export const exportColumns = [
  "nickname",
  "accountName",
  "uid",
  "relationId",
  "counterpart",
  "type",
  "typeRaw",
  "state",
  "stateRaw",
  "inEffect",
  "setupLocal",
  "setupUtc",
  "startLocal",
  "startUtc",
  "endLocal",
  "endUtc",
  ...permissionCodes,
  "unmapped",
  "otherCodes",
  "checkedLocal",
  "checkedUtc",
  "readError",
  "goneLocal",
  "goneUtc",
  "busy",
  "owner",
  "costCentre",
  "tags",
  "note",
  "mark",
] as const;
export type ExportColumn = (typeof exportColumns)[number];

export const isPermissionColumn = (column: ExportColumn): column is PermissionCode => isPermissionCode(column);

/** The lines above and below the table. */
export const exportLines = [
  "payer",
  "site",
  "filter",
  "order",
  "rows",
  "lastComplete",
  "sweep",
  "exportedAt",
  "exportedBy",
  "zone",
  "longNumbers",
  "editing",
  "exportId",
  "end",
  "rowsWritten",
  "endedAt",
  "sweepAtEnd",
  "moved",
] as const;
export type ExportLine = (typeof exportLines)[number];

/** Which sweep a file was written from. */
export interface SweepMark {
  readonly id: string;
  readonly startedAt: Instant;
  readonly status: "running" | "complete" | "moved" | "failed";
}

/** The words of a file, in the language of the page that asked for it. */
export interface ExportWords {
  readonly title: string;
  /** What the file's name begins with. */
  readonly fileName: string;
  readonly line: Readonly<Record<ExportLine, string>>;
  readonly column: Readonly<Record<Exclude<ExportColumn, PermissionCode>, string>>;
  readonly permission: Readonly<Record<PermissionCode, string>>;
  readonly status: Readonly<Record<CodeStatus, string>>;
  readonly yes: string;
  readonly no: string;
  readonly none: string;
  readonly noEnd: string;
  readonly neverRead: string;
  /** What CSV says of ids of more than 15 digits. */
  readonly longNumbers: string;
  /** How an edited file becomes changes. */
  readonly editing: string;
  /** The filter of the list, or the selection, in words. */
  readonly filter: string;
  readonly order: string;
  readonly site: (raw: string) => string;
  readonly type: (raw: string) => string;
  readonly state: (raw: string) => string;
  readonly counterpart: (raw: string) => string;
  readonly role: (role: Role) => string;
  /** How far a sweep is, or how it ended. */
  readonly sweep: (sweep: SweepMark) => string;
  readonly unmoved: string;
  readonly moved: (rowsReadAnew: number) => string;
}

/** What is asked for: the list as filtered and sorted, all its pages, or some relations of the account. */
export interface MemberExport {
  readonly query: MemberQuery;
  /** `null`: all that match the query. Otherwise these, whatever its filters say now, in its order. */
  readonly selection: readonly RelationId[] | null;
  readonly format: ExportFormat;
  /** IANA name of the reader's time zone, such as `Asia/Shanghai`. */
  readonly zone: string;
  readonly words: ExportWords;
}
