import type { PermissionCode } from "@/lib/domain/permission-catalogue";
import type { Result } from "@/lib/domain/receipt-query";
import type { ApprovalStatus } from "@/lib/domain/views/approval";
import type { NotSentReason, ReceiptView } from "@/lib/domain/views/change-set";
import type { ExportFormat } from "@/lib/domain/views/export";

/** The columns of a file of receipts, in order. Each time stands in the reader's zone and in UTC. */
export const receiptColumns = [
  "name",
  "uid",
  "relationId",
  "permission",
  "code",
  "direction",
  "result",
  "resultRaw",
  "reason",
  "causeProven",
  "readLocal",
  "readUtc",
  "settlesLocal",
  "settlesUtc",
  "before",
  "after",
  "requests",
  "sentLocal",
  "sentUtc",
  "requestIdSent",
  "requestIdAnswered",
  "answer",
  "answerCode",
  "settlements",
] as const;
export type ReceiptColumn = (typeof receiptColumns)[number];

/** The lines above and below the receipts. */
export const receiptLines = [
  "payer",
  "changeSet",
  "why",
  "requestedBy",
  "secondPerson",
  "appliedAt",
  "planHash",
  "changes",
  "totals",
  "exportedAt",
  "zone",
  "longNumbers",
  "end",
  "rowsWritten",
  "open",
] as const;
export type ReceiptLine = (typeof receiptLines)[number];

/** The words of a file of receipts, in the language of the page that asked for it. */
export interface ReceiptWords {
  readonly title: string;
  /** What the file's name begins with. */
  readonly fileName: string;
  readonly line: Readonly<Record<ReceiptLine, string>>;
  readonly column: Readonly<Record<ReceiptColumn, string>>;
  readonly permission: Readonly<Record<PermissionCode, string>>;
  readonly direction: Readonly<Record<ReceiptView["direction"], string>>;
  readonly result: Readonly<Record<Result, string>>;
  readonly reason: Readonly<Record<NotSentReason, string>>;
  readonly yes: string;
  readonly no: string;
  readonly none: string;
  readonly nothingOn: string;
  readonly notRead: string;
  readonly lateEffect: string;
  /** What CSV says of ids of more than 15 digits. */
  readonly longNumbers: string;
  /** That no second person was wanted. */
  readonly alone: string;
  readonly decision: Readonly<Record<ApprovalStatus, string>>;
  readonly open: (count: number) => string;
}

export interface ReceiptExport {
  readonly changeSetId: string;
  readonly format: ExportFormat;
  /** IANA name of the reader's time zone, such as `Asia/Shanghai`. */
  readonly zone: string;
  readonly words: ReceiptWords;
}
