import type { Queryable } from "@/lib/db/database";
import { changeIds } from "@/lib/db/queries/change-results";
import type { Reach } from "@/lib/db/queries/scope";
import type { Instant, Uid } from "@/lib/domain/ids";
import type { PermissionCode } from "@/lib/domain/permission-catalogue";
import type { ChangeSetView, ReceiptView } from "@/lib/domain/views/change-set";
import {
  type ReceiptColumn,
  type ReceiptLine,
  type ReceiptWords,
  receiptColumns,
} from "@/lib/domain/views/receipt-export";
import { receiptsOf } from "@/lib/services/changes/receipts";
import type { Cell } from "@/lib/services/exports/member-cells";
import type { SheetColumn, SheetRow } from "@/lib/services/exports/sheet";

const widths: Partial<Record<ReceiptColumn, number>> = {
  name: 28,
  uid: 22,
  relationId: 22,
  permission: 34,
  code: 30,
  reason: 34,
  readLocal: 27,
  readUtc: 25,
  settlesLocal: 27,
  settlesUtc: 25,
  before: 34,
  after: 34,
  sentLocal: 27,
  sentUtc: 25,
  requestIdSent: 38,
  requestIdAnswered: 38,
  settlements: 40,
};
const texts: ReadonlySet<ReceiptColumn> = new Set(["name", "uid", "relationId", "requestIdSent", "requestIdAnswered"]);

/** The columns of a file of receipts, in the order of `receiptColumns`. */
export const receiptSheetColumns: readonly SheetColumn[] = receiptColumns.map((column) => ({
  width: widths[column] ?? 16,
  isText: texts.has(column),
}));

/** What a file of receipts is about, as it stood when it was begun. */
export interface ReceiptAbout {
  readonly payer: Uid;
  readonly changeSetId: string;
  readonly why: string;
  readonly requestedBy: string;
  readonly secondPerson: ChangeSetView["approval"];
  readonly appliedAt: Instant | null;
  readonly planHash: string | null;
  readonly changes: number;
  readonly totals: string;
  readonly exportedAt: Instant;
  readonly zone: string;
  readonly isCsv: boolean;
}

interface Terms {
  readonly words: ReceiptWords;
  readonly local: (at: Instant) => string;
}

const atOnce = 200;
const blank: SheetRow = { kind: "line", cells: [] };

/** All rows of the file: lines above, head, a row per change in the order of the page, lines below. Counts in `progress`. */
export async function* receiptSheet(
  db: Queryable,
  reach: Reach,
  about: ReceiptAbout,
  terms: Terms,
  progress: { rows: number; open: number },
  signal: AbortSignal,
): AsyncGenerator<readonly SheetRow[]> {
  const { words, local } = terms;
  const line = (name: ReceiptLine, ...cells: readonly Cell[]): SheetRow => ({
    kind: "line",
    cells: [words.line[name], ...cells],
  });
  yield [
    { kind: "head", cells: [words.title] },
    line("payer", about.payer),
    line("changeSet", about.changeSetId),
    line("why", about.why),
    line("requestedBy", about.requestedBy),
    line("secondPerson", ...secondPerson(about, words)),
    line("appliedAt", ...(about.appliedAt === null ? [words.none] : [local(about.appliedAt), about.appliedAt])),
    line("planHash", about.planHash ?? words.none),
    line("changes", about.changes),
    line("totals", about.totals),
    line("exportedAt", local(about.exportedAt), about.exportedAt),
    line("zone", about.zone),
    ...(about.isCsv ? [line("longNumbers", words.longNumbers)] : []),
    blank,
    { kind: "head", cells: receiptColumns.map((column) => words.column[column]) },
  ];
  for (let from = 0; ; from += atOnce) {
    signal.throwIfAborted();
    const ids = await changeIds(db, reach, about.changeSetId, { result: null, from, most: atOnce });
    const receipts = await receiptsOf(db, about.payer, ids, false);
    progress.rows += receipts.length;
    progress.open += receipts.filter(({ outcome }) => outcome === null).length;
    if (receipts.length > 0) yield receipts.map((receipt) => ({ kind: "member", cells: cellsOf(receipt, terms) }));
    if (ids.length < atOnce) break;
  }
  yield [
    blank,
    { kind: "line", cells: [words.line.end] },
    line("rowsWritten", progress.rows),
    line("open", progress.open === 0 ? words.none : words.open(progress.open)),
  ];
}

/** Who decided as the second person, and what; or that none was wanted. */
function secondPerson({ secondPerson: approval }: ReceiptAbout, words: ReceiptWords): readonly Cell[] {
  if (approval === null) return [words.alone];
  const said = words.decision[approval.status];
  return approval.decidedBy === null ? [said] : [approval.decidedBy, said];
}

function cellsOf(receipt: ReceiptView, { words, local }: Terms): readonly Cell[] {
  const result = receipt.outcome ?? receipt.progress ?? "queued";
  const last = receipt.attempts.at(-1);
  const localOf = (at: Instant | null | undefined) => (at ? local(at) : "");
  const setOf = (codes: readonly PermissionCode[] | null) =>
    codes === null ? words.notRead : codes.length === 0 ? words.nothingOn : codes.join("\n");
  const cells: Record<ReceiptColumn, Cell> = {
    name: receipt.name,
    uid: receipt.uid,
    relationId: receipt.relationId,
    permission: words.permission[receipt.code],
    code: receipt.code,
    direction: words.direction[receipt.direction],
    result: words.result[result],
    resultRaw: result,
    reason: receipt.reason === null ? "" : words.reason[receipt.reason],
    causeProven: receipt.outcome === "verified" ? (receipt.causeProven ? words.yes : words.no) : "",
    readLocal: localOf(receipt.readAt),
    readUtc: receipt.readAt ?? "",
    settlesLocal: localOf(receipt.settlesAt),
    settlesUtc: receipt.settlesAt ?? "",
    before: setOf(receipt.before),
    after: setOf(receipt.after),
    requests: receipt.attempts.length,
    sentLocal: localOf(last?.sentAt),
    sentUtc: last?.sentAt ?? "",
    requestIdSent: last?.requestIdSent ?? "",
    requestIdAnswered: last?.requestIdAnswered ?? "",
    answer: last?.answer ?? "",
    answerCode: last?.code ?? "",
    settlements: receipt.settlements
      .map(({ at, outcome, note }) => `${at} ${words.result[outcome]}${note === null ? "" : ` (${words.lateEffect})`}`)
      .join("\n"),
  };
  return receiptColumns.map((column) => cells[column]);
}
