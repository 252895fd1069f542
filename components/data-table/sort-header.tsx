import { ArrowDown, ArrowUp, ChevronsUpDown } from "lucide-react";
import type { ReactNode } from "react";

interface Props {
  readonly children: ReactNode;
  /** Which way the table is sorted by this column; `null`: by another one. */
  readonly sorted: "ascending" | "descending" | null;
  readonly onSort: () => void;
  readonly className?: string;
}

/** The head of a column by which the table can be sorted. */
export function SortHeader({ children, sorted, onSort, className = "" }: Props) {
  const Icon = sorted === null ? ChevronsUpDown : sorted === "ascending" ? ArrowUp : ArrowDown;
  return (
    <th scope="col" aria-sort={sorted ?? "none"} className={className}>
      <button
        type="button"
        onClick={onSort}
        className="-mx-1.5 inline-flex min-h-7 items-center gap-1 rounded-md px-1.5 hover:bg-hover hover:text-ink"
      >
        {children}
        <Icon aria-hidden className={`size-3.5 ${sorted === null ? "opacity-40" : "text-accent"}`} />
      </button>
    </th>
  );
}
