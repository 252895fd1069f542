import type { Engine } from "@/lib/cli/bench/engine";

/** One measured thing against its budget. */
export interface Figure {
  readonly line: string;
  /** `null`: the same on both. */
  readonly engine: Engine | null;
  readonly what: string;
  readonly unit: "s" | "ms" | "kB" | "MB" | "calls" | "rows" | "%";
  readonly measured: number;
  readonly limit: number;
  /** Which side of the limit is good. */
  readonly wanted: "at most" | "at least";
  /** What the number alone does not say: spread, medians, how it was reached. */
  readonly note: string;
  /** More for whoever looks into it, in the JSON only. */
  readonly details?: readonly string[];
}

export const ratioOf = ({ measured, limit }: Figure): number => measured / limit;

export const isMet = ({ measured, limit, wanted }: Figure): boolean =>
  wanted === "at most" ? measured <= limit : measured >= limit;

/** The middle value; the upper one of two. Throws without values. */
export const median = (values: readonly number[]): number => percentile(values, 50);

/** The smallest value that this share (0 to 100) of all does not exceed. Throws without values. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * share) / 100))];
  if (value === undefined) throw new Error("nothing was measured");
  return value;
}

/** A number with three digits that count. */
export const short = (value: number): string =>
  Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(Math.abs(value) >= 10 ? 1 : 2);

const heads = ["line", "engine", "what", "measured", "limit", "ratio", "", "note"];

/** The figures as lines of a table for people. */
export function table(figures: readonly Figure[]): readonly string[] {
  const rows = figures.map((figure) => [
    figure.line,
    figure.engine ?? "-",
    figure.what,
    `${short(figure.measured)} ${figure.unit}`,
    `${figure.wanted === "at most" ? "≤" : "≥"} ${short(figure.limit)} ${figure.unit}`,
    ratioOf(figure).toFixed(2),
    isMet(figure) ? "ok" : "MISSED",
    figure.note,
  ]);
  const all = [heads, ...rows];
  const widths = heads.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}
