import "server-only";
import { getTranslations } from "next-intl/server";
import { permissionCodes } from "@/lib/domain/permission-catalogue";
import { approvalStatuses } from "@/lib/domain/views/approval";
import { notSentReasons, outcomes, progresses } from "@/lib/domain/views/change-set";
import { type ReceiptWords, receiptColumns, receiptLines } from "@/lib/domain/views/receipt-export";
import { keyed } from "../../keyed";

/** The words of a file of receipts in the language of the page. */
export async function receiptWords(): Promise<ReceiptWords> {
  const t = await getTranslations("receiptFile");
  const members = await getTranslations("exportFile");
  const words = await getTranslations("words");
  return {
    title: t("title"),
    fileName: t("name"),
    line: keyed(receiptLines, (line) => t(`line.${line}`)),
    column: keyed(receiptColumns, (column) => t(`column.${column}`)),
    permission: keyed(permissionCodes, (code) => words(`permission.${code}`)),
    direction: keyed(["add", "remove"], (direction) => words(`direction.${direction}`)),
    result: {
      ...keyed(outcomes, (outcome) => words(`outcome.${outcome}`)),
      ...keyed(progresses, (progress) => words(`progress.${progress}`)),
    },
    reason: keyed(notSentReasons, (reason) => words(`notSentReason.${reason}`)),
    yes: members("yes"),
    no: members("no"),
    none: members("none"),
    nothingOn: t("nothingOn"),
    notRead: t("notRead"),
    lateEffect: t("lateEffect"),
    longNumbers: members("longNumbers"),
    alone: t("alone"),
    decision: keyed(approvalStatuses, (status) => words(`approvalStatus.${status}`)),
    open: (count) => t("open", { count }),
  };
}
