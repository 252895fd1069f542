import type { RelationId, Uid } from "@/lib/domain/ids";
import {
  type FactName,
  factNames,
  type LocalFacts,
  noFacts,
  tagsIn,
  tidyFacts,
  wrongFacts,
} from "@/lib/domain/local-facts";
import { mostSheetRows, type RefusedRow, type RowFault, type SheetRefusal } from "@/lib/domain/views/import";
import { textOfInert } from "@/lib/services/exports/inert-cell";
import { cellAt, isFormula, readUid, refused } from "@/lib/services/imports/read-row";
import { fault, readUnderHead } from "@/lib/services/imports/read-sheet";
import type { HeadFault } from "@/lib/services/imports/sheet-head";
import type { Separator, SheetRecord } from "@/lib/services/imports/sheet-records";
import { bareCell, type FactVocabulary } from "@/lib/services/imports/sheet-vocabulary";

/** A row that was understood: what it says of the facts that the sheet has columns for. */
export interface FactRow {
  readonly row: number;
  readonly uid: Uid;
  /** A row never names its relation: it means the member's one in effect. */
  readonly issued: { readonly relationId: RelationId } | null;
  readonly said: Partial<LocalFacts>;
}

/** A sheet of local facts as read: each of its rows is in `read` or in `refused`. */
export interface FactSheet {
  readonly kind: "read";
  readonly columns: readonly FactName[];
  readonly read: readonly FactRow[];
  readonly refused: readonly RefusedRow[];
}

interface FactHead {
  readonly row: number;
  readonly separator: Separator;
  readonly uid: number;
  readonly facts: readonly (readonly [FactName, number])[];
}

/**
 * Reads the bytes of a file as a sheet of local facts: UID and one or more of owner, cost centre, tags and note, in any
 * order; an export is such a sheet. An empty cell says that there is none. Never throws for what is in the file; throws what
 * aborted the signal.
 */
export async function readFactSheet(
  bytes: Uint8Array,
  vocabulary: FactVocabulary,
  signal: AbortSignal,
): Promise<FactSheet | SheetRefusal> {
  const read = await readUnderHead(
    bytes,
    { columnOf: vocabulary.columnOf, judge: factsHead },
    (records, head: FactHead) => readRows(records, head, vocabulary),
    signal,
  );
  return read.kind === "refused" && read.fault === "no_head" ? fault("no_facts") : read;
}

function factsHead(
  columns: readonly (FactName | "uid" | null)[],
  row: number,
  separator: Separator,
): FactHead | HeadFault {
  const facts = factNames.flatMap((name) => (columns.includes(name) ? [[name, columns.indexOf(name)] as const] : []));
  const twice = (["uid", ...factNames] as const).find((name) => columns.indexOf(name) !== columns.lastIndexOf(name));
  if (twice) return { fault: "head_twice", about: twice };
  return { row, separator, uid: columns.indexOf("uid"), facts };
}

async function readRows(
  records: AsyncIterable<readonly SheetRecord[]>,
  head: FactHead,
  vocabulary: FactVocabulary,
): Promise<FactSheet | SheetRefusal> {
  const read: FactRow[] = [];
  const out: RefusedRow[] = [];
  let ended = false;
  for await (const some of records)
    for (const record of some) {
      if (record.row <= head.row || ended) continue;
      const first = record.cells.map(bareCell).find((cell) => cell !== "");
      if (first === undefined) continue;
      // Below its table an export says in words how it ended.
      ended = vocabulary.isEnd(first);
      if (ended) continue;
      if (read.length + out.length >= mostSheetRows) return fault("too_many_rows");
      const row = readRow(record, head);
      if ("fault" in row) out.push(row);
      else read.push(row);
    }
  if (read.length + out.length === 0) return fault("no_rows");
  return { kind: "read", columns: head.facts.map(([name]) => name), read, refused: out };
}

const tooLong: Readonly<Record<FactName, RowFault>> = {
  owner: "owner_long",
  costCentre: "cost_centre_long",
  tags: "tags_long",
  note: "note_long",
};

/** Reads one row below the head. Nothing is guessed: a row with one cell that is not understood is refused whole. */
function readRow(record: SheetRecord, { uid: column, facts }: FactHead): FactRow | RefusedRow {
  const uid = readUid(record, cellAt(record, column));
  if (typeof uid !== "string") return uid;
  const given: { [Name in FactName]?: LocalFacts[Name] } = {};
  for (const [name, at] of facts) {
    const cell = (record.cells[at] ?? "").replace(/^[\s\p{Z}\p{C}]+|[\s\p{Z}\p{C}]+$/gu, "");
    // A text that begins so has the apostrophe in front under which an export makes it inert.
    if (isFormula(cell)) return refused(record, "formula", cell);
    if (name === "tags") given.tags = tagsIn(textOfInert(cell));
    else given[name] = textOfInert(cell);
  }
  const tidied = tidyFacts({ ...noFacts, ...given });
  const [wrong] = wrongFacts(tidied);
  if (wrong) return refused(record, tooLong[wrong], wrong === "tags" ? tidied.tags.join(", ") : tidied[wrong]);
  const said = Object.fromEntries(facts.map(([name]) => [name, tidied[name]]));
  return { row: record.row, uid, issued: null, said };
}
