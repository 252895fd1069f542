import type { Cell } from "@/lib/services/exports/member-cells";

/** A row of a file: a line above or below the table, the table's head, or a member. */
export interface SheetRow {
  readonly kind: "line" | "head" | "member";
  readonly cells: readonly Cell[];
}

/** What a file is made of, a few hundred rows at a time. */
export type SheetRows = AsyncIterable<readonly SheetRow[]>;
