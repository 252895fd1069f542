import { accountRow } from "@/lib/db/queries/accounts";
import { appendAudit } from "@/lib/db/queries/audit";
import { listStamp } from "@/lib/db/queries/list-stamp";
import { matchingInOrder } from "@/lib/db/queries/members";
import { lastCompleteListing } from "@/lib/db/queries/sweeps";
import { onSignal } from "@/lib/db/signal";
import { AppError } from "@/lib/domain/errors";
import { instant, type RelationId } from "@/lib/domain/ids";
import { defaultMemberQuery, memberQueryString } from "@/lib/domain/member-query";
import type { MemberExport } from "@/lib/domain/views/export";
import type { MemberQuery } from "@/lib/domain/views/member";
import { authorise, authorOf, type Context, reachOf } from "@/lib/services/context";
import { type About, hasMoved } from "@/lib/services/exports/about-lines";
import { csvFile } from "@/lib/services/exports/csv-file";
import { exportSigner } from "@/lib/services/exports/export-mark";
import { memberColumns } from "@/lib/services/exports/member-cells";
import { memberSheet, type SheetProgress } from "@/lib/services/exports/member-sheet";
import { recordedStream, type StreamEnd } from "@/lib/services/exports/recorded-stream";
import { xlsxFile } from "@/lib/services/exports/xlsx-file";
import { takeSlot } from "@/lib/services/slots";
import { appLogger } from "@/lib/telemetry/app-logger";

/** A file on its way. */
export interface Download {
  readonly body: ReadableStream<Uint8Array>;
  /** Rows that it is going to have. */
  readonly rows: number;
  readonly at: string;
}

/**
 * The members list as a file: the rows that match, or a selection, in one order, each relation once. Which they are is
 * decided at the beginning; each stands as stored when it is written, and the last lines say whether anything moved
 * meanwhile. One row in the log when the stream has ended, with the hash of what was sent; `failed` when it broke off.
 * Throws `forbidden`, `not_found` (also for a selected relation that is not the account's), `export_running`.
 */
export async function exportMembers(context: Context, input: MemberExport, signal: AbortSignal): Promise<Download> {
  authorise(context, "member.export");
  const release = takeSlot("export", context.actor.id);
  if (!release) {
    await record(context, "refused", { code: "export_running", format: input.format });
    throw new AppError("export_running");
  }
  try {
    return await begin(context, input, signal, release);
  } catch (error) {
    release();
    throw error;
  }
}

async function begin(
  context: Context,
  input: MemberExport,
  signal: AbortSignal,
  release: () => void,
): Promise<Download> {
  const { payer, actor, database } = context;
  const { format, words, zone } = input;
  const startedAt = performance.now();
  const ids = await wantedRelations(context, input);
  const account = await accountRow(database.read, payer);
  if (!account) throw new AppError("not_found");
  const exportedAt = instant(context.now());
  const signer = exportSigner(payer, exportedAt, ids.length);
  const about: About = {
    payer,
    site: account.site,
    rows: ids.length,
    exportId: signer.exportId,
    lastCompleteAt: await lastCompleteListing(database.read, payer),
    exportedAt,
    roles: [...actor.roles],
    zone,
    format,
    stamp: await listStamp(database.read, payer),
  };
  const stopping = new AbortController();
  const stopListening = onSignal("shutdown", () => stopping.abort());
  const either = AbortSignal.any([signal, stopping.signal]);
  const progress: SheetProgress = { rows: 0, readAnew: 0, stamp: null };
  const rows = memberSheet(context, ids, about, { words, signer }, progress, either);
  const file = format === "csv" ? csvFile(rows, memberColumns.length) : xlsxFile(rows, words.title, memberColumns);
  const ended = async ({ complete, bytes, sha256 }: StreamEnd): Promise<void> => {
    stopListening();
    release();
    const moved = progress.stamp ? hasMoved(about, { ...progress, stamp: progress.stamp }) : null;
    await record(context, complete ? "done" : "failed", {
      exportId: signer.id,
      format,
      filter: memberQueryString({ ...viewOf(input), page: 1, pageSize: defaultMemberQuery.pageSize }),
      selected: input.selection?.length ?? null,
      rows: progress.rows,
      of: ids.length,
      bytes,
      sha256,
      durationMs: Math.round(performance.now() - startedAt),
      sweepAtBegin: about.stamp.sweep?.id ?? null,
      sweepAtEnd: progress.stamp?.sweep?.id ?? null,
      moved,
    });
  };
  return { body: recordedStream(file, either, ended), rows: ids.length, at: about.exportedAt };
}

/** What the list is narrowed and ordered by: a selection has its order only. */
const viewOf = ({ query, selection }: MemberExport): MemberQuery =>
  selection ? { ...defaultMemberQuery, sort: query.sort, descending: query.descending } : query;

/** Which relations go into the file, in the order of the list. */
async function wantedRelations(context: Context, input: MemberExport): Promise<readonly RelationId[]> {
  const { database } = context;
  const { selection } = input;
  const ids = (await matchingInOrder(database.read, reachOf(context), viewOf(input))).map((id) => id as RelationId);
  if (!selection) return ids;
  const selected = new Set(selection);
  const found = ids.filter((id) => selected.has(id));
  if (found.length !== selected.size) throw new AppError("not_found");
  return found;
}

async function record(
  context: Context,
  outcome: "done" | "failed" | "refused",
  detail: Readonly<Record<string, unknown>>,
): Promise<void> {
  try {
    await context.database.transaction((tx) =>
      appendAudit(tx, authorOf(context), { action: "member.export", outcome, detail }),
    );
  } catch (error) {
    const { correlationId } = context;
    appLogger().error({ correlationId, err: error, ...detail }, "the log did not take an export");
    throw error;
  }
}
