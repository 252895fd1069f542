/** A place in the grid: the row of column heads is −1, the columns count from 0. */
export interface Place {
  readonly row: number;
  readonly column: number;
}

interface Size {
  readonly rows: number;
  readonly columns: number;
  /** Rows in sight. */
  readonly page: number;
}

interface Press {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
}

const within = (value: number, least: number, most: number): number => Math.max(least, Math.min(value, most));

/** Where a key leads, as in any spreadsheet; null: it is none of the keys that move. The heads are above the first row. */
export function nextPlace({ key, ctrlKey, metaKey }: Press, { row, column }: Place, size: Size): Place | null {
  const whole = ctrlKey || metaKey;
  const [lastRow, lastColumn] = [size.rows - 1, size.columns - 1];
  const to = (nextRow: number, nextColumn: number): Place => ({
    row: within(nextRow, -1, lastRow),
    column: within(nextColumn, 0, lastColumn),
  });
  switch (key) {
    case "ArrowUp":
      return to(whole ? Math.min(0, row) : row - 1, column);
    case "ArrowDown":
      return to(whole ? lastRow : row + 1, column);
    case "ArrowLeft":
      return to(row, whole ? 0 : column - 1);
    case "ArrowRight":
      return to(row, whole ? lastColumn : column + 1);
    case "Home":
      return to(whole ? Math.min(0, lastRow) : row, 0);
    case "End":
      return to(whole ? lastRow : row, lastColumn);
    case "PageUp":
      return to(Math.max(Math.min(0, row), row - size.page), column);
    case "PageDown":
      return to(Math.max(row, 0) + size.page, column);
    default:
      return null;
  }
}
