"use client";

import { defaultRangeExtractor, type Range, useVirtualizer } from "@tanstack/react-virtual";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, type MouseEvent, type PointerEvent, useLayoutEffect, useRef, useState } from "react";
import type { CellWords } from "@/components/matrix/cell-words";
import { nextPlace } from "@/components/matrix/grid-keys";
import { MatrixHead } from "@/components/matrix/matrix-head";
import { leading, MatrixTableRow } from "@/components/matrix/matrix-row";
import { placeOf, useRovingFocus } from "@/components/matrix/use-roving-focus";
import type { RelationId } from "@/lib/domain/ids";
import type { ColumnSummary } from "@/lib/domain/matrix-cells";
import { type PermissionCode, permissionCodes } from "@/lib/domain/permission-catalogue";
import type { MatrixRow } from "@/lib/domain/views/matrix";

/** In rem, so that it grows with the reader's type. */
const rowRem = 2.625;
const headRem = 6;
/** Above and below what is in sight. */
const spareRows = 8;
const mostMounted = 60;

/** The same widths in every row, whatever is in it; where they do not fit, the codes scroll and the member stays. */
const columnsWithSelection =
  "[--matrix-width:50rem] [--matrix-columns:2rem_9.5rem_repeat(7,minmax(5.5rem,1fr))] md:[--matrix-width:50.75rem] md:[--matrix-columns:2rem_minmax(12rem,1fr)_repeat(7,minmax(5.25rem,0.5fr))] xl:[--matrix-width:70rem] xl:[--matrix-columns:2rem_minmax(15.5rem,1fr)_repeat(7,minmax(7.5rem,0.6fr))]";
const columnsToView =
  "[--matrix-width:48rem] [--matrix-columns:9.5rem_repeat(7,minmax(5.5rem,1fr))] md:[--matrix-width:48.75rem] md:[--matrix-columns:minmax(12rem,1fr)_repeat(7,minmax(5.25rem,0.5fr))] xl:[--matrix-width:68rem] xl:[--matrix-columns:minmax(15.5rem,1fr)_repeat(7,minmax(7.5rem,0.6fr))]";

interface Props {
  readonly rows: readonly MatrixRow[];
  /** Rows there are: more than `rows` while the others are on their way. */
  readonly total: number;
  readonly waiting: boolean;
  readonly mayTick: boolean;
  /** Why the heads cannot act on the whole view; null: they can. */
  readonly headsOff: string | null;
  readonly sorted: "ascending" | "descending" | null;
  readonly onSort: () => void;
  readonly summaries: readonly ColumnSummary[];
  readonly selected: ReadonlySet<RelationId>;
  readonly onSelect: (ids: readonly RelationId[], on: boolean) => void;
  readonly wantedText: (row: MatrixRow) => string;
  readonly failedText: (row: MatrixRow) => string;
  readonly oldAge: (row: MatrixRow) => string | null;
  readonly say: CellWords;
  readonly onToggle: (row: MatrixRow, code: PermissionCode) => void;
  readonly onHead: (code: PermissionCode) => void;
  /** All that a box says, for whoever points at it. */
  readonly explain: (row: MatrixRow, code: PermissionCode) => string;
  /** The box that has the tab stop; null: it is none of a member's. */
  readonly onStop: (row: MatrixRow | null, code: PermissionCode | null) => void;
  readonly onInSight: (rows: readonly MatrixRow[]) => void;
}

/** The grid itself: rows of one height, of which those in sight are there; one tab stop; everything by keyboard. */
export function MatrixGrid(props: Props) {
  const { rows, total, mayTick, selected, onSelect } = props;
  const t = useTranslations("matrix");
  const scroller = useRef<HTMLDivElement>(null);
  const table = useRef<HTMLTableElement>(null);
  const anchor = useRef<number | null>(null);
  const [rem, setRem] = useState(16);
  const first = leading(mayTick);
  const height = Math.round(rowRem * rem);
  const focus = useRovingFocus(table, rows, first);
  const { at } = focus;

  useLayoutEffect(() => setRem(Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16), []);
  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: spareRows,
    initialRect: { width: 1_000, height: 640 },
    rangeExtractor: (range) => mountedRows(range, at.row),
  });
  useLayoutEffect(() => {
    if (height > 0) virtual.measure();
  }, [virtual, height]);

  const items = virtual.getVirtualItems();
  const inSight = items.map(({ index }) => rows[index]).filter((row) => row !== undefined);
  const { onInSight, onStop } = props;
  useLayoutEffect(() => onInSight(inSight));
  const stopRow = rows[at.row] ?? null;
  const stopCode = permissionCodes[at.column - first] ?? null;
  useLayoutEffect(() => onStop(stopRow, stopCode), [onStop, stopRow, stopCode]);

  const page = () => Math.max(1, Math.floor(((scroller.current?.clientHeight ?? 640) - headRem * rem) / height) - 1);
  const act = (row: number, column: number, range: boolean): void => {
    const code = permissionCodes[column - first];
    if (row < 0) {
      if (code) props.onHead(code);
      else if (column === first - 1) props.onSort();
      else onSelect(idsOf(rows), selected.size < rows.length);
      return;
    }
    const target = rows[row];
    if (!target) return;
    if (code) props.onToggle(target, code);
    else if (mayTick && column === 0) select(row, range);
  };
  const select = (row: number, range: boolean): void => {
    const target = rows[row];
    if (!target) return;
    const on = !selected.has(target[0]);
    const from = range ? (anchor.current ?? row) : row;
    anchor.current = row;
    onSelect(idsOf(rows.slice(Math.min(from, row), Math.max(from, row) + 1)), range || on);
  };

  const onKeyDown = (event: KeyboardEvent<HTMLTableElement>): void => {
    if (event.altKey) return;
    const { key, shiftKey } = event;
    if (mayTick && key.toLowerCase() === "a" && (event.ctrlKey || event.metaKey)) onSelect(idsOf(rows), true);
    else if (key === " " && shiftKey) {
      if (mayTick && at.row >= 0) select(at.row, false);
    } else if (key === " " || key === "Enter") {
      // A link and a button do on Enter and Space what they always do.
      if (event.target instanceof HTMLAnchorElement || event.target instanceof HTMLButtonElement) return;
      act(at.row, at.column, false);
    } else {
      const next = nextPlace(event, at, { rows: rows.length, columns: first + permissionCodes.length, page: page() });
      if (!next) return;
      if (mayTick && shiftKey && (key === "ArrowDown" || key === "ArrowUp") && at.row >= 0 && next.row >= 0)
        onSelect(idsOf([rows[at.row], rows[next.row]].filter((row) => row !== undefined)), true);
      focus.go(next);
    }
    event.preventDefault();
  };
  const onClick = (event: MouseEvent): void => {
    const place = placeOf(event.target, rows);
    if (!place || (event.target instanceof Element && event.target.closest("a"))) return;
    // What the pointer meant is the cell, not only the box in it.
    if (place.row >= 0 && place.column === first - 1) return;
    focus.go(place);
    act(place.row, place.column, event.shiftKey);
  };
  const onPointerOver = (event: PointerEvent): void => {
    const place = placeOf(event.target, rows);
    const row = place && rows[place.row];
    const code = place && permissionCodes[place.column - first];
    const cell = event.target instanceof Element ? event.target.closest("td") : null;
    if (row && code && cell) cell.setAttribute("data-hint", props.explain(row, code));
  };

  return (
    <div
      ref={scroller}
      className={`relative max-h-(--matrix-height) overflow-auto overscroll-x-contain scroll-pt-24 max-[86rem]:scroll-pt-27 scroll-pl-44 md:scroll-pl-64 [--matrix-height:max(20rem,calc(100dvh-13.5rem))] [body:has([data-pending])_&]:[--matrix-height:max(20rem,calc(100dvh-17rem))] ${
        mayTick ? columnsWithSelection : columnsToView
      }`}
    >
      <table
        ref={table}
        role="grid"
        aria-label={t("table")}
        aria-rowcount={total + 2}
        aria-colcount={first + permissionCodes.length}
        aria-busy={props.waiting}
        {...(mayTick ? { "aria-multiselectable": true } : {})}
        className="block w-full min-w-(--matrix-width) select-none"
        onKeyDown={onKeyDown}
        onClick={onClick}
        onFocus={focus.onFocus}
        onBlur={focus.onBlur}
        onPointerOver={onPointerOver}
        // Words that stayed would show themselves to whoever comes by keyboard.
        onPointerOut={({ target }) => target instanceof Element && target.closest("td")?.removeAttribute("data-hint")}
      >
        <MatrixHead
          mayTick={mayTick}
          stop={at.row < 0 ? at.column : -1}
          summaries={props.summaries}
          ofSelection={selected.size > 0}
          off={selected.size === 0 ? props.headsOff : null}
          shown={rows.length}
          selected={selected.size}
          sorted={props.sorted}
        />
        <tbody
          role="rowgroup"
          className="relative block"
          style={{
            height: virtual.getTotalSize(),
            // Lines where rows are about to be: a quick scroll shows an empty table, not a hole.
            backgroundImage: `repeating-linear-gradient(to bottom, transparent 0 ${height - 1}px, var(--color-line) ${height - 1}px ${height}px)`,
          }}
        >
          {items.map(({ index, start }) => {
            const row = rows[index];
            return row ? (
              <MatrixTableRow
                key={row[0]}
                row={row}
                index={index}
                top={start}
                height={height}
                stop={at.row === index ? at.column : -1}
                mayTick={mayTick}
                selected={selected.has(row[0])}
                wanted={props.wantedText(row)}
                failed={props.failedText(row)}
                oldAge={props.oldAge(row)}
                say={props.say}
              />
            ) : null;
          })}
        </tbody>
      </table>
    </div>
  );
}

const idsOf = (rows: readonly MatrixRow[]): readonly RelationId[] => rows.map(([id]) => id);

/** What is in sight with some spare, and the row that has the tab stop wherever it is. */
function mountedRows(range: Range, stop: number): number[] {
  const seen = range.endIndex - range.startIndex + 1;
  const overscan = Math.max(0, Math.min(range.overscan, Math.floor((mostMounted - 1 - seen) / 2)));
  const indexes = defaultRangeExtractor({ ...range, overscan }).slice(0, mostMounted - 1);
  if (stop < 0 || stop >= range.count || indexes.includes(stop)) return indexes;
  return [...indexes, stop].sort((a, b) => a - b);
}
