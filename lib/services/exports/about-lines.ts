import { z } from "zod";
import type { ListStamp } from "@/lib/db/queries/list-stamp";
import type { Instant, Uid } from "@/lib/domain/ids";
import type { Role } from "@/lib/domain/policy";
import type { ExportFormat, ExportLine, ExportWords } from "@/lib/domain/views/export";
import type { SheetRow } from "@/lib/services/exports/sheet";

export interface About {
  readonly payer: Uid;
  readonly site: string;
  readonly rows: number;
  readonly lastCompleteAt: Instant | null;
  readonly exportedAt: Instant;
  readonly roles: readonly Role[];
  readonly zone: string;
  readonly format: ExportFormat;
  readonly stamp: ListStamp;
  /** By which an import knows the file again. */
  readonly exportId: string;
}

interface Terms {
  readonly words: ExportWords;
  readonly local: (at: Instant) => string;
}

const status = z.enum(["running", "complete", "moved", "failed"]);

const blank: SheetRow = { kind: "line", cells: [] };

/** What stands above the table: what the file is, of which account, of when, and for whom. */
export function linesAbove(about: About, terms: Terms): readonly SheetRow[] {
  const { words } = terms;
  const line = lineIn(words);
  return [
    { kind: "head", cells: [words.title] },
    line("payer", about.payer),
    line("site", words.site(about.site)),
    line("filter", words.filter),
    line("order", words.order),
    line("rows", about.rows),
    line("lastComplete", ...moment(about.lastCompleteAt, terms)),
    line("sweep", sweepIn(about.stamp, words)),
    line("exportedAt", ...moment(about.exportedAt, terms)),
    line("exportedBy", about.roles.map(words.role).join(", ")),
    line("zone", about.zone),
    ...(about.format === "csv" ? [line("longNumbers", words.longNumbers)] : []),
    line("editing", words.editing),
    line("exportId", about.exportId),
    blank,
  ];
}

/** What stands below it: that it is whole, and whether what it was written from moved meanwhile. */
export function linesBelow(
  about: About,
  end: { readonly at: Instant; readonly rows: number; readonly stamp: ListStamp; readonly readAnew: number },
  terms: Terms,
): readonly SheetRow[] {
  const { words } = terms;
  const line = lineIn(words);
  return [
    blank,
    { kind: "line", cells: [words.line.end] },
    line("rowsWritten", end.rows),
    line("endedAt", ...moment(end.at, terms)),
    line("sweepAtEnd", sweepIn(end.stamp, words)),
    line("moved", hasMoved(about, end) ? words.moved(end.readAnew) : words.unmoved),
  ];
}

/** Whether anything was read or changed between the first row and the last. */
export const hasMoved = (
  about: Pick<About, "stamp" | "rows">,
  end: { readonly stamp: ListStamp; readonly rows: number; readonly readAnew: number },
): boolean => end.readAnew > 0 || end.rows !== about.rows || JSON.stringify(about.stamp) !== JSON.stringify(end.stamp);

const lineIn =
  (words: ExportWords) =>
  (name: ExportLine, ...texts: readonly (string | number)[]): SheetRow => ({
    kind: "line",
    cells: [words.line[name], ...texts],
  });

const moment = (at: Instant | null, { words, local }: Terms): readonly string[] =>
  at === null ? [words.none] : [local(at), at];

const sweepIn = ({ sweep }: ListStamp, words: ExportWords): string =>
  sweep
    ? words.sweep({ id: sweep.id, startedAt: sweep.started_at as Instant, status: status.parse(sweep.status) })
    : words.none;
