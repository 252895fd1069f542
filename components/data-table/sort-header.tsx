import { ArrowDown, ArrowUp } from "lucide-react";
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
  const Icon = sorted === "ascending" ? ArrowUp : ArrowDown;
  return (
    <th scope="col" aria-sort={sorted ?? "none"} className={className}>
      <button
        type="button"
        onClick={onSort}
        className={`group relative -mx-1 inline-flex min-h-7 items-center rounded-md px-1 hover:bg-hover hover:text-ink ${sorted ? "text-ink" : ""}`}
      >
        {children}
        {/* In the gap between two columns: sorting moves nothing. */}
        <Icon
          aria-hidden
          className={`absolute left-full size-3.5 ${sorted ? "text-accent" : "opacity-0 group-hover:opacity-50"}`}
        />
      </button>
    </th>
  );
}
