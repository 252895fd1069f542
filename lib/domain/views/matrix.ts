import type { RelationId, Uid } from "@/lib/domain/ids";

/**
 * What Linkbook itself has to do with a code of a relation: the newest change of it is under way, cannot be told yet, or
 * came to nothing. A change that came to nothing is marked for a week, unless the code is meanwhile as it was wanted.
 */
export const cellMarks = [
  "none",
  "queued",
  "sending",
  "checking",
  "waiting",
  "unsettled",
  "refused",
  "no_effect",
  "declined",
  "not_sent",
] as const;
export type CellMark = (typeof cellMarks)[number];

/**
 * One relation, as short as ten thousand of them want to be. `cells`: a character per code in catalogue order, then one for
 * the whole relation; `lib/domain/matrix-cells.ts` reads it. `readAt`: when the answer about its permissions was asked for,
 * in seconds since 1970; 0: never.
 */
export type MatrixRow = readonly [
  relationId: RelationId,
  uid: Uid,
  nickname: string,
  accountName: string,
  cells: string,
  readAt: number,
];

/** A view of the members with their seven codes, in the order of the list; those of another management account last. */
export interface MatrixView {
  /** All that match, or the first of them where there are more than are given at once. */
  readonly rows: readonly MatrixRow[];
  /** Rows that match the query. */
  readonly matching: number;
  /** Members of the account, whatever the query. */
  readonly population: number;
}
