import type { CodeStatus } from "@/lib/domain/observed";
import { type PermissionCode, permissionCodes } from "@/lib/domain/permission-catalogue";
import { type CellMark, cellMarks, type MatrixRow } from "@/lib/domain/views/matrix";
import { type BlockReason, blockReasons } from "@/lib/domain/views/member";

/** A code of a relation as the matrix shows it. */
export interface Cell {
  readonly status: CodeStatus;
  readonly mark: CellMark;
}

const statuses = ["off", "on", "unknown"] as const satisfies readonly CodeStatus[];
const freeRow = "-";

/** Every cell there can be, by the code of its character: a look-up, because a page asks for tens of thousands. */
const cells: readonly (Cell | undefined)[] = byLetter(
  statuses.flatMap((status) => cellMarks.map((mark) => [letterOf({ status, mark }), { status, mark }] as const)),
);
const blocks: readonly (BlockReason | undefined)[] = byLetter(
  blockReasons.map((reason, at) => [at.toString(36), reason] as const),
);

function byLetter<Value>(entries: readonly (readonly [letter: string, value: Value])[]): (Value | undefined)[] {
  const values: (Value | undefined)[] = Array(128).fill(undefined);
  for (const [letter, value] of entries) values[letter.charCodeAt(0)] = value;
  return values;
}

function letterOf({ status, mark }: Cell): string {
  return (statuses.indexOf(status) * cellMarks.length + cellMarks.indexOf(mark)).toString(36);
}

/** The seven cells of a relation and why none of its boxes can be ticked, as `MatrixRow` carries them. */
export const writeCells = (codes: readonly Cell[], block: BlockReason | null): string =>
  codes.map(letterOf).join("") + (block === null ? freeRow : blockReasons.indexOf(block).toString(36));

/** The cell of a code, by its place in the catalogue. */
export const cellAt = (row: MatrixRow, place: number): Cell =>
  cells[row[4].charCodeAt(place)] ?? { status: "unknown", mark: "none" };

/** Why no box of the relation can be ticked; null: nothing stands in the way of all of them. */
export const rowBlock = (row: MatrixRow): BlockReason | null =>
  blocks[row[4].charCodeAt(permissionCodes.length)] ?? null;

/** Why one box cannot be ticked, the relation's own reasons first: what `codeBlock` says on the server. */
export function cellBlock(row: MatrixRow, place: number): BlockReason | null {
  const whole = rowBlock(row);
  if (whole !== null && whole !== "writes_off") return whole;
  const { status, mark } = cellAt(row, place);
  if (status === "unknown") return "unknown_unmapped";
  return mark === "unsettled" ? "may_still_take_effect" : whole;
}

/** The name that people know a member by. */
export const nameOf = (row: MatrixRow): string => row[2] || row[3];

/** What a person's draft and ticks want of the codes of a relation; a code that is not there is wanted as it is. */
export type WantedOf = (row: MatrixRow) => Readonly<Partial<Record<PermissionCode, boolean | undefined>>> | undefined;

/** What is wanted of one box: on, off, or as it is. To want what is so already is to want nothing. */
export function wantedAt(row: MatrixRow, place: number, wantedOf: WantedOf): boolean | undefined {
  const code = permissionCodes[place];
  const wanted = code && wantedOf(row)?.[code];
  return wanted === (cellAt(row, place).status === "on") ? undefined : wanted;
}

/** What would come of wanting one code on, or off, of many relations. The counts of a direction add up to `rows`. */
export interface ColumnSummary {
  readonly rows: number;
  /** Of the boxes that can be ticked: all are, none is, or some are. Without any of those, of all that are known. */
  readonly checked: boolean | "mixed";
  readonly on: Direction;
  readonly off: Direction;
}

interface Direction {
  /** Boxes that would change. */
  readonly change: number;
  /** They say so already: observed, or wanted in the draft. */
  readonly already: number;
  /** They do not say so, and cannot be ticked. */
  readonly blocked: number;
}

/** Counts every column of the matrix over some of its rows, in catalogue order. */
export const columnSummaries = (rows: readonly MatrixRow[], wantedOf: WantedOf): readonly ColumnSummary[] =>
  permissionCodes.map((_, place) => columnSummary(rows, place, wantedOf));

function columnSummary(rows: readonly MatrixRow[], place: number, wantedOf: WantedOf): ColumnSummary {
  let [freeOn, freeOff, stuckOn, stuckOff, stuckUnknown] = [0, 0, 0, 0, 0];
  for (const row of rows) {
    const { status } = cellAt(row, place);
    const wanted = wantedAt(row, place, wantedOf);
    if (wanted === undefined && cellBlock(row, place) !== null) {
      if (status === "on") stuckOn += 1;
      else if (status === "off") stuckOff += 1;
      else stuckUnknown += 1;
    } else if (wanted ?? status === "on") freeOn += 1;
    else freeOff += 1;
  }
  const free = freeOn + freeOff > 0;
  const [on, off] = free ? [freeOn, freeOff] : [stuckOn, stuckOff];
  return {
    rows: rows.length,
    checked: on > 0 && off > 0 ? "mixed" : on > 0,
    on: { change: freeOff, already: freeOn + stuckOn, blocked: stuckOff + stuckUnknown },
    off: { change: freeOn, already: freeOff + stuckOff, blocked: stuckOn + stuckUnknown },
  };
}
