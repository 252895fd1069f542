import type { RelationRow } from "@/lib/db/queries/relations";
import type { Instant } from "@/lib/domain/ids";
import { type LocalFacts, tagsText } from "@/lib/domain/local-facts";
import { type ObservedCodes, unmappedOn } from "@/lib/domain/observed";
import { isPermissionCode, type PermissionCode, permissionCodes } from "@/lib/domain/permission-catalogue";
import { type ExportColumn, type ExportWords, exportColumns } from "@/lib/domain/views/export";
import type { ExportSigner, IssuedCodes } from "@/lib/services/exports/export-mark";
import type { SheetColumn } from "@/lib/services/exports/sheet";
import { memberRowOf } from "@/lib/services/relations/member-row";

/** What a cell holds. Only counts are numbers: an id as a number would be rounded. */
export type Cell = string | number;

/** What a row is made of, as stored, at one moment. */
export interface MemberFacts {
  readonly relation: RelationRow;
  readonly observed: ObservedCodes;
  readonly busy: boolean;
  readonly facts: LocalFacts;
}

interface Terms {
  readonly words: ExportWords;
  readonly local: (at: Instant) => string;
  readonly signer: ExportSigner;
  /** The moment of the export: what has started and not ended by then is in effect. */
  readonly at: Instant;
}

const widths: Partial<Record<ExportColumn, number>> = {
  nickname: 28,
  accountName: 28,
  uid: 22,
  relationId: 22,
  setupLocal: 27,
  startLocal: 27,
  endLocal: 27,
  checkedLocal: 27,
  setupUtc: 25,
  startUtc: 25,
  endUtc: 25,
  checkedUtc: 25,
  owner: 24,
  tags: 24,
  note: 40,
};
const texts: ReadonlySet<ExportColumn> = new Set([
  "nickname",
  "accountName",
  "uid",
  "relationId",
  "owner",
  "costCentre",
  "tags",
  "note",
]);

/** The columns of the members' file, in the order of `exportColumns`. */
export const memberColumns: readonly SheetColumn[] = exportColumns.map((column) => ({
  width: widths[column] ?? 16,
  isText: texts.has(column),
}));

/** The head of the table, in the order of `exportColumns`. */
export const headCells = (words: ExportWords): readonly string[] => {
  const names: Record<ExportColumn, string> = { ...words.column, ...words.permission };
  return exportColumns.map((column) => names[column]);
};

/** One relation as a row of cells, in the order of `exportColumns`. What was never read is `unknown`, not off. */
export function memberCells({ relation, observed, busy, facts }: MemberFacts, terms: Terms): readonly Cell[] {
  const { words, local, signer, at } = terms;
  const row = memberRowOf(relation, observed, busy, at);
  const wasRead = row.checkedAt !== null;
  const others = unmappedOn(observed, at);
  const localOr = (time: Instant | null, otherwise: string) => (time === null ? otherwise : local(time));
  const issued = Object.fromEntries(
    permissionCodes.map((code) => [code, wasRead ? observed.codes[code].status : "unknown"]),
  ) as IssuedCodes;
  const cells: Record<Exclude<ExportColumn, PermissionCode>, Cell> = {
    nickname: row.nickname,
    accountName: row.accountName,
    uid: row.uid,
    relationId: row.relationId,
    counterpart: words.counterpart(row.counterpart),
    type: words.type(row.type),
    typeRaw: row.type,
    state: words.state(row.state),
    stateRaw: row.state,
    inEffect: row.inEffect ? words.yes : words.no,
    setupLocal: localOr(row.setupTime, ""),
    setupUtc: row.setupTime ?? "",
    startLocal: localOr(row.startTime, ""),
    startUtc: row.startTime ?? "",
    endLocal: localOr(row.endTime, words.noEnd),
    endUtc: row.endTime ?? "",
    unmapped: others.length,
    otherCodes: others.join("\n"),
    checkedLocal: localOr(row.checkedAt, words.neverRead),
    checkedUtc: row.checkedAt ?? "",
    readError: row.readError === null ? "" : `${row.readError.code} ${row.readError.requestId ?? ""}`.trim(),
    goneLocal: localOr(row.goneAt, ""),
    goneUtc: row.goneAt ?? "",
    busy: row.busy ? words.yes : words.no,
    owner: facts.owner,
    costCentre: facts.costCentre,
    tags: tagsText(facts.tags),
    note: facts.note,
    mark: signer.mark(row.relationId, row.uid, issued),
  };
  return exportColumns.map((column) => (isPermissionCode(column) ? words.status[issued[column]] : cells[column]));
}
