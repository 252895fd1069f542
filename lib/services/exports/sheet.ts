import type { Cell } from "@/lib/services/exports/member-cells";

/** A row of a file: a line above or below the table, the table's head, or a member. */
export interface SheetRow {
  readonly kind: "line" | "head" | "member";
  readonly cells: readonly Cell[];
}

/** How wide a column of a workbook is, in characters; and whether its cells are texts, whatever is typed into them. */
export interface SheetColumn {
  readonly width: number;
  /** Edited by hand in a cell without the format "text", a name of digits would become a number. */
  readonly isText: boolean;
}

/** What a file is made of, a few hundred rows at a time. */
export type SheetRows = AsyncIterable<readonly SheetRow[]>;
