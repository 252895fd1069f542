"use client";

import { useEffect, useMemo, useState } from "react";
import { useMemberView } from "@/components/members/use-member-view";
import { type FirstMatrix, useMatrix } from "@/lib/client/matrix";
import { searchNeedle, searchText } from "@/lib/domain/member-search";
import type { DeskStatus } from "@/lib/domain/views/desk";
import type { MatrixRow } from "@/lib/domain/views/matrix";

/** The view that the address says, and its rows as what is typed leaves them: at once, while the address follows later. */
export function useMatrixRows(first: FirstMatrix, status: DeskStatus) {
  const { query: addressed, dropped, change } = useMemberView();
  const [typed, setTyped] = useState<string | null>(null);
  const [seen, setSeen] = useState(addressed.search);
  if (addressed.search !== seen) {
    setSeen(addressed.search);
    setTyped(null);
  }
  const matrix = useMatrix(addressed, first, { sweeping: status.sweep?.status === "running" });
  const { view, isUnsearched, refetch } = matrix;
  // Where the server searches, what is typed counts once it has answered.
  const query = typed === null || !isUnsearched ? addressed : { ...addressed, search: typed.trim() };
  const needle = isUnsearched ? searchNeedle(query.search) : "";
  const all = view?.rows ?? none;
  const rows = useMemo(() => found(all, needle), [all, needle]);

  // The rows of a sweep that has just ended are there before the next look is due.
  const sweepEnd = status.sweep?.endedAt ?? null;
  const [seenEnd, setSeenEnd] = useState(sweepEnd);
  useEffect(() => {
    if (sweepEnd === seenEnd) return;
    setSeenEnd(sweepEnd);
    if (sweepEnd !== null) refetch();
  }, [sweepEnd, seenEnd, refetch]);

  useEffect(() => prepare(all), [all]);

  const isCapped = view !== undefined && !matrix.isBeginning && view.rows.length < view.matching;
  return { query, address: addressed.search, dropped, change, setTyped, matrix, rows, isCapped };
}

const none: readonly MatrixRow[] = [];
const searchable = new WeakMap<MatrixRow, string>();

function textOf(row: MatrixRow): string {
  const known = searchable.get(row);
  if (known !== undefined) return known;
  const [relationId, uid, nickname, accountName] = row;
  const text = searchText({ nickname, accountName, uid, relationId });
  searchable.set(row, text);
  return text;
}

/** The rows that a search finds, as the server would find them. */
const found = (rows: readonly MatrixRow[], needle: string): readonly MatrixRow[] =>
  needle === "" ? rows : rows.filter((row) => textOf(row).includes(needle));

/** Makes the texts before the first key needs them all, a little at a time. Gives what stops it. */
function prepare(rows: readonly MatrixRow[]): () => void {
  let timer: ReturnType<typeof setTimeout>;
  const some = (start: number): void => {
    for (const row of rows.slice(start, start + atOnce)) textOf(row);
    if (start + atOnce < rows.length) timer = setTimeout(() => some(start + atOnce), 16);
  };
  timer = setTimeout(() => some(0), 100);
  return () => clearTimeout(timer);
}
const atOnce = 400;
