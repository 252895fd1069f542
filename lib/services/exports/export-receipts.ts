import { appendAudit } from "@/lib/db/queries/audit";
import { totalsOf } from "@/lib/db/queries/change-results";
import { onSignal } from "@/lib/db/signal";
import { AppError } from "@/lib/domain/errors";
import { type Instant, instant } from "@/lib/domain/ids";
import { results } from "@/lib/domain/receipt-query";
import type { ReceiptExport } from "@/lib/domain/views/receipt-export";
import { appliedSet, approvalOf } from "@/lib/services/changes/change-set-view";
import { authorise, authorOf, type Context, reachOf } from "@/lib/services/context";
import { csvFile } from "@/lib/services/exports/csv-file";
import type { Download } from "@/lib/services/exports/export-members";
import { localTimes } from "@/lib/services/exports/local-time";
import { type ReceiptAbout, receiptSheet, receiptSheetColumns } from "@/lib/services/exports/receipt-sheet";
import { recordedStream, type StreamEnd } from "@/lib/services/exports/recorded-stream";
import { xlsxFile } from "@/lib/services/exports/xlsx-file";
import { takeSlot } from "@/lib/services/slots";

/**
 * Every receipt within reach of an applied change set as a file, each as it stands when it is written; the last line says how many
 * have no outcome yet. One row in the log when the stream has ended, with the hash of what was sent. Throws
 * `forbidden`, `not_found`, `export_running`.
 */
export async function exportReceipts(context: Context, input: ReceiptExport, signal: AbortSignal): Promise<Download> {
  authorise(context, "member.export");
  const { database, payer } = context;
  const reach = reachOf(context);
  const set = await appliedSet(database.read, reach, context.actor.id, input.changeSetId);
  if (!set) throw new AppError("not_found");
  const counted = (await totalsOf(database.read, reach, [set.id])).get(set.id);
  const release = takeSlot("export", context.actor.id);
  if (!release) throw new AppError("export_running");
  const { words, format, zone } = input;
  const about: ReceiptAbout = {
    payer,
    changeSetId: set.id,
    why: set.reason,
    requestedBy: set.person_name,
    secondPerson: approvalOf(set),
    appliedAt: set.applied_at as Instant | null,
    planHash: set.plan_hash,
    changes: counted?.changes ?? 0,
    totals: results
      .flatMap((result) => (counted?.totals[result] ? [`${words.result[result]} ${counted.totals[result]}`] : []))
      .join(", "),
    exportedAt: instant(context.now()),
    zone,
    isCsv: format === "csv",
  };
  const stopping = new AbortController();
  const stopListening = onSignal("shutdown", () => stopping.abort());
  const either = AbortSignal.any([signal, stopping.signal]);
  const progress = { rows: 0, open: 0 };
  const rows = receiptSheet(database.read, reach, about, { words, local: localTimes(zone) }, progress, either);
  const file =
    format === "csv" ? csvFile(rows, receiptSheetColumns.length) : xlsxFile(rows, words.title, receiptSheetColumns);
  const ended = async ({ complete, bytes, sha256 }: StreamEnd): Promise<void> => {
    stopListening();
    release();
    await database.transaction((tx) =>
      appendAudit(tx, authorOf(context), {
        action: "change_set.export",
        outcome: complete ? "done" : "failed",
        entity: `change_set:${set.id}`,
        detail: { format, ...progress, of: about.changes, bytes, sha256 },
      }),
    );
  };
  return { body: recordedStream(file, either, ended), rows: about.changes, at: about.exportedAt };
}
