"use client";

import { type FocusEvent, type RefObject, useLayoutEffect, useRef, useState } from "react";
import type { Place } from "@/components/matrix/grid-keys";
import type { RelationId } from "@/lib/domain/ids";
import type { MatrixRow } from "@/lib/domain/views/matrix";

interface Stop {
  /** The heads, a relation, or nothing chosen yet. */
  readonly row: RelationId | "heads" | null;
  /** Where the relation stood: when it is gone, the one in its place has the stop. */
  readonly index: number;
  readonly column: number;
}

/**
 * The one tab stop of a grid whose rows come and go. It belongs to a relation, not to a line on the screen: it stays with it
 * while rows are scrolled, sorted, filtered and read anew.
 */
export function useRovingFocus(table: RefObject<HTMLTableElement | null>, rows: readonly MatrixRow[], column: number) {
  const [stop, setStop] = useState<Stop>({ row: null, index: 0, column });
  const wanted = useRef(false);
  const held = useRef(false);
  const found = stop.row === null || stop.row === "heads" ? -1 : rows.findIndex(([id]) => id === stop.row);
  const isHeads = stop.row === "heads" || rows.length === 0;
  const at: Place = {
    row: isHeads ? -1 : found >= 0 ? found : Math.min(stop.index, rows.length - 1),
    column: stop.column,
  };
  const rowKey = at.row < 0 ? "heads" : (rows[at.row]?.[0] ?? "heads");

  useLayoutEffect(() => {
    const grid = table.current;
    // Focus that a row took along when it went comes back to the row in its place.
    const isLost = held.current && document.activeElement === document.body;
    if (!grid || !(wanted.current || isLost)) return;
    wanted.current = false;
    const target = grid.querySelector<HTMLElement>(`[data-row="${rowKey}"] [data-column="${at.column}"]`);
    target?.focus({ preventScroll: true });
    target?.closest("td, th")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  });

  const stand = (place: Place): Stop => ({
    row: place.row < 0 ? "heads" : (rows[place.row]?.[0] ?? null),
    index: Math.max(0, place.row),
    column: place.column,
  });
  return {
    at,
    go: (place: Place): void => {
      wanted.current = true;
      setStop(stand(place));
    },
    onFocus: (event: FocusEvent): void => {
      held.current = true;
      const place = placeOf(event.target, rows);
      if (place && (place.row !== at.row || place.column !== at.column)) setStop(stand(place));
    },
    onBlur: (event: FocusEvent): void => {
      // An element that is taken away loses the focus to nobody; one that is left has a successor, or is still there.
      if (event.relatedTarget !== null || event.target.isConnected) held.current = false;
    },
  };
}

/** Where in the grid an element is; null: in no row or column of it. */
export function placeOf(target: EventTarget, rows: readonly MatrixRow[]): Place | null {
  if (!(target instanceof Element)) return null;
  const key = target.closest("[data-row]")?.getAttribute("data-row");
  const cell = target.closest("td, th");
  const column = cell?.querySelector("[data-column]")?.getAttribute("data-column");
  if (!key || !column) return null;
  const row = key === "heads" ? -1 : rows.findIndex(([id]) => id === key);
  return key !== "heads" && row < 0 ? null : { row, column: Number(column) };
}
