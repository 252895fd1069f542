import { type PermissionCode, permissionCodes } from "@/lib/domain/permission-catalogue";
import { results } from "@/lib/domain/receipt-query";
import { approvalStatuses } from "@/lib/domain/views/approval";
import { notSentReasons } from "@/lib/domain/views/change-set";
import { type ExportColumn, type ExportWords, exportColumns, exportLines } from "@/lib/domain/views/export";
import { type ReceiptWords, receiptColumns, receiptLines } from "@/lib/domain/views/receipt-export";

const itself = <Key extends string>(keys: readonly Key[]) =>
  Object.fromEntries(keys.map((key) => [key, key])) as Record<Key, Key>;

/** Words that name what they stand for, so that a test can find a column by its key. */
export const exportWords: ExportWords = {
  title: "Linked members",
  fileName: "members",
  line: itself(exportLines),
  column: itself<Exclude<ExportColumn, PermissionCode>>(
    exportColumns.filter(
      (column): column is Exclude<ExportColumn, PermissionCode> => !permissionCodes.some((code) => code === column),
    ),
  ),
  permission: itself(permissionCodes),
  status: { on: "on", off: "off", unknown: "unknown" },
  yes: "yes",
  no: "no",
  none: "none",
  noEnd: "no end",
  neverRead: "never read",
  longNumbers: "import as text",
  editing: "edit, save as CSV, import",
  filter: "every relation",
  order: "by name",
  site: (raw) => `site ${raw}`,
  type: (raw) => `type ${raw}`,
  state: (raw) => `state ${raw}`,
  counterpart: (raw) => `counterpart ${raw}`,
  role: (role) => role,
  sweep: ({ id, status }) => `${id} ${status}`,
  unmoved: "not moved",
  moved: (count) => `moved ${count}`,
};

export const receiptWords: ReceiptWords = {
  title: "Receipts",
  fileName: "receipts",
  line: itself(receiptLines),
  column: itself(receiptColumns),
  permission: itself(permissionCodes),
  direction: itself(["add", "remove"] as const),
  result: itself(results),
  reason: itself(notSentReasons),
  yes: "yes",
  no: "no",
  none: "none",
  nothingOn: "nothing on",
  notRead: "not read",
  lateEffect: "late effect",
  longNumbers: "import as text",
  alone: "alone",
  decision: itself(approvalStatuses),
  open: (count) => `${count} open`,
};
