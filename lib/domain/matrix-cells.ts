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

/** Every cell there can be, by its character: a look-up, because a page of the matrix has hundreds. */
const cells: ReadonlyMap<string, Cell> = new Map(
  statuses.flatMap((status) => cellMarks.map((mark) => [letterOf({ status, mark }), { status, mark }])),
);
const blocks: ReadonlyMap<string, BlockReason> = new Map(blockReasons.map((reason, at) => [at.toString(36), reason]));

function letterOf({ status, mark }: Cell): string {
  return (statuses.indexOf(status) * cellMarks.length + cellMarks.indexOf(mark)).toString(36);
}

/** The seven cells of a relation and why none of its boxes can be ticked, as `MatrixRow` carries them. */
export const writeCells = (codes: readonly Cell[], block: BlockReason | null): string =>
  codes.map(letterOf).join("") + (block === null ? freeRow : blockReasons.indexOf(block).toString(36));

/** The cell of a code, by its place in the catalogue. */
export const cellAt = (row: MatrixRow, place: number): Cell =>
  cells.get(row[4].charAt(place)) ?? { status: "unknown", mark: "none" };

/** Why no box of the relation can be ticked; null: nothing stands in the way of all of them. */
export const rowBlock = (row: MatrixRow): BlockReason | null =>
  blocks.get(row[4].charAt(permissionCodes.length)) ?? null;

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

/** What a person's draft and ticks want of the codes of relations; a code that is not there is wanted as it is. */
export type WantedOf = (row: MatrixRow, code: PermissionCode) => boolean | undefined;

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

/** Counts one column of the matrix over some of its rows. */
export function columnSummary(rows: readonly MatrixRow[], code: PermissionCode, wantedOf: WantedOf): ColumnSummary {
  const place = permissionCodes.indexOf(code);
  let [freeOn, freeOff, stuckOn, stuckOff, stuckUnknown] = [0, 0, 0, 0, 0];
  for (const row of rows) {
    const { status } = cellAt(row, place);
    const wanted = wantedOf(row, code);
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
