"use client";

import { ArrowDown, ArrowUp } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { memo } from "react";
import { BoxSign, drawn } from "@/components/matrix/cell-sign";
import { groupEdge, leading, rowGrid, stickyAt } from "@/components/matrix/matrix-row";
import { hint } from "@/components/ui/hint";
import type { ColumnSummary } from "@/lib/domain/matrix-cells";
import { catalogue, permissionCodes, permissionGroups } from "@/lib/domain/permission-catalogue";

interface Props {
  readonly mayTick: boolean;
  /** Which column's head has the one tab stop; −1: none. */
  readonly stop: number;
  /** In catalogue order, over the rows that a head acts on. */
  readonly summaries: readonly ColumnSummary[];
  /** The heads act on what is selected, not on all that is shown. */
  readonly ofSelection: boolean;
  /** Why no head can act although its boxes could; null: nothing is in the way. */
  readonly off: string | null;
  readonly shown: number;
  readonly selected: number;
  /** Which way it is sorted by name; null: by something else. */
  readonly sorted: "ascending" | "descending" | null;
}

/** The two rows of heads: what a group means, and for each code a box that acts on its whole column. */
function MatrixHeadPlain({ mayTick, stop, summaries, ofSelection, off, shown, selected, sorted }: Props) {
  const t = useTranslations("matrix");
  const words = useTranslations("words");
  const format = useFormatter();
  const first = leading(mayTick);
  const at = (column: number) => ({ "data-column": column, tabIndex: stop === column ? 0 : -1 });
  const corner = `bg-sunken shadow-[1px_0_0_var(--color-line)] ${stickyAt(mayTick)}`;
  const Arrow = sorted === "descending" ? ArrowDown : ArrowUp;
  return (
    <thead role="rowgroup" className="sticky top-0 z-20 block bg-sunken text-sm">
      <tr role="row" aria-rowindex={1} className={`h-7 max-[86rem]:h-10 ${rowGrid}`}>
        {mayTick ? <td role="gridcell" aria-colindex={1} className="sticky left-0 z-10 bg-sunken" /> : null}
        <td role="gridcell" aria-colindex={first} className={corner} />
        {permissionGroups.map((group) => {
          const codes = permissionCodes.filter((code) => catalogue[code].group === group);
          const from = permissionCodes.findIndex((code) => catalogue[code].group === group);
          return (
            <th
              key={group}
              role="columnheader"
              scope="colgroup"
              aria-colindex={first + from + 1}
              aria-colspan={codes.length}
              style={{ gridColumn: `span ${codes.length}` }}
              className="flex items-baseline gap-x-2 overflow-hidden border-l border-line px-2 pt-1.5 text-left text-xs whitespace-nowrap max-[86rem]:flex-col"
            >
              <span className="font-semibold text-ink">{words(`group.${group}`)}</span>
              <span className={`font-normal ${group === "member_may_not" ? "text-warn" : "text-ink-2"}`}>
                {words(`groupNote.${group}`)}
              </span>
            </th>
          );
        })}
      </tr>
      <tr role="row" aria-rowindex={2} data-row="heads" className={`h-17 border-b border-line ${rowGrid}`}>
        {mayTick ? (
          <td role="gridcell" aria-colindex={1} className="sticky left-0 z-10 grid place-items-center bg-sunken">
            <span
              role="checkbox"
              aria-checked={selected === 0 ? false : selected === shown ? true : "mixed"}
              aria-label={t("head.selectAll", { count: shown })}
              {...at(0)}
              className="grid size-6 place-items-center rounded"
            >
              <Tristate checked={selected === 0 ? false : selected === shown ? true : "mixed"} />
            </span>
          </td>
        ) : null}
        <th
          role="columnheader"
          scope="col"
          aria-colindex={first}
          aria-sort={sorted ?? "none"}
          className={`grid content-center px-2 text-left ${corner}`}
        >
          <button
            type="button"
            {...at(first - 1)}
            {...hint(t("head.sort"))}
            className="-mx-1 inline-flex min-h-7 items-center gap-1 justify-self-start rounded-md px-1 font-medium hover:bg-hover"
          >
            {t("column.member")}
            {sorted === null ? null : <Arrow aria-hidden className="size-3.5 text-accent" />}
          </button>
        </th>
        {permissionCodes.map((code, place) => {
          const summary = summaries[place];
          const label = words(`permission.${code}`);
          const count = format.number(summary?.rows ?? 0);
          const all = t(ofSelection ? "head.allSelected" : "head.allShown", { label, count });
          const nothing = !summary || summary.on.change + summary.off.change === 0;
          const why = off ?? (nothing ? t("head.nothing") : "");
          const about = t("head.hint", { code, all: why || all });
          return (
            <th
              key={code}
              role="columnheader"
              scope="col"
              aria-colindex={first + place + 1}
              className={`grid content-between justify-items-center gap-1 px-1.5 pt-0.5 pb-1.5 text-center font-medium ${groupEdge(code, place)}`}
            >
              <span id={`code-${code}`} className="sr-only">
                {label}
              </span>
              <span aria-hidden className="line-clamp-2 text-xs leading-4 md:max-xl:hidden max-md:hidden" title={label}>
                {label}
              </span>
              <span aria-hidden className="line-clamp-2 text-xs leading-4 xl:hidden" title={label}>
                {t(`short.${code}`)}
              </span>
              {mayTick ? (
                <span
                  role="checkbox"
                  aria-checked={summary?.checked ?? false}
                  aria-label={all}
                  {...(why === "" ? {} : { "aria-disabled": true })}
                  {...at(first + place)}
                  {...hint(about)}
                  className="grid size-6 place-items-center rounded aria-disabled:opacity-60"
                >
                  <Tristate checked={summary?.checked ?? false} ban={catalogue[code].kind === "ban"} />
                </span>
              ) : (
                <span role="note" {...at(first + place)} {...hint(t("head.hint", { code, all: label }))}>
                  <Tristate checked={summary?.checked ?? false} ban={catalogue[code].kind === "ban"} />
                </span>
              )}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

/** A box that may also say "some of them". */
function Tristate({ checked, ban = false }: { readonly checked: boolean | "mixed"; readonly ban?: boolean }) {
  if (checked !== "mixed") return <BoxSign status={checked ? "on" : "off"} ban={ban} />;
  return (
    <svg
      aria-hidden
      viewBox="0 0 16 16"
      fill="none"
      className={`${drawn} size-4.5 ${ban ? "text-warn" : "text-accent"}`}
    >
      <rect x="1" y="1" width="14" height="14" rx="3.5" stroke="currentColor" strokeWidth="1.4" />
      <path d="M4.5 8h7" stroke="currentColor" strokeWidth="2.4" strokeLinecap="round" />
    </svg>
  );
}

/** The heads of the matrix; they stay in sight while it scrolls. */
export const MatrixHead = memo(MatrixHeadPlain);
