import { type ListStamp, listStamp } from "@/lib/db/queries/list-stamp";
import { type Instant, instant, type RelationId } from "@/lib/domain/ids";
import type { ExportWords } from "@/lib/domain/views/export";
import { type Context, reachOf } from "@/lib/services/context";
import { type About, linesAbove, linesBelow } from "@/lib/services/exports/about-lines";
import type { ExportSigner } from "@/lib/services/exports/export-mark";
import { localTimes } from "@/lib/services/exports/local-time";
import { headCells, type MemberFacts, memberCells } from "@/lib/services/exports/member-cells";
import { memberRows } from "@/lib/services/exports/member-rows";
import type { SheetRow } from "@/lib/services/exports/sheet";

/** How far the writing of a sheet has come. */
export interface SheetProgress {
  rows: number;
  /** Rows that were read from Alibaba Cloud, or found changed, after the export had begun. */
  readAnew: number;
  /** How the reading of the account stood behind the last row. */
  stamp: ListStamp | null;
}

/**
 * All rows of the file about these relations, in the order of the ids: lines above, head, members, lines below. What has
 * been written is counted in `progress`. Throws what aborted the signal.
 */
export async function* memberSheet(
  context: Pick<Context, "database" | "payer" | "actor" | "now">,
  ids: readonly RelationId[],
  about: About,
  { words, signer }: { readonly words: ExportWords; readonly signer: ExportSigner },
  progress: SheetProgress,
  signal: AbortSignal,
): AsyncGenerator<readonly SheetRow[]> {
  const terms = { words, local: localTimes(about.zone), signer, at: about.exportedAt };
  yield [...linesAbove(about, terms), { kind: "head", cells: headCells(words) }];
  for await (const batch of memberRows(context.database, reachOf(context), ids, about.exportedAt)) {
    signal.throwIfAborted();
    progress.rows += batch.length;
    progress.readAnew += batch.filter((facts) => isNewerThan(about.exportedAt, facts)).length;
    yield batch.map((facts) => ({ kind: "member", cells: memberCells(facts, terms) }));
  }
  progress.stamp = await listStamp(context.database.read, context.payer);
  const end = { ...progress, at: instant(context.now()), stamp: progress.stamp };
  yield linesBelow(about, end, terms);
}

const isNewerThan = (at: Instant, { relation }: MemberFacts): boolean =>
  [relation.read_ended_at, relation.changed_at].some((time) => time !== null && time > at);
