"use client";

import { TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { memo } from "react";
import { BoxSign, drawn, MarkSign, ToSign } from "@/components/matrix/cell-sign";
import type { CellWords } from "@/components/matrix/cell-words";
import { DeskLink } from "@/components/shell/desk-link";
import { cellAt, cellBlock, nameOf, rowBlock } from "@/lib/domain/matrix-cells";
import { catalogue, type PermissionCode, permissionCodes } from "@/lib/domain/permission-catalogue";
import type { MatrixRow } from "@/lib/domain/views/matrix";

/** The columns before the codes: selection where there is one, and the member. */
export const leading = (mayTick: boolean): number => (mayTick ? 2 : 1);

/** Every row of the grid has these columns; widths that do not depend on what is in them. */
export const rowGrid = "grid grid-cols-(--matrix-columns)";

const startsGroup = (code: PermissionCode, place: number): boolean => {
  const before = permissionCodes[place - 1];
  return before === undefined || catalogue[before].group !== catalogue[code].group;
};

/** The line between two groups. */
export const groupEdge = (code: PermissionCode, place: number): string =>
  startsGroup(code, place) ? "border-l border-line" : "";

/** What stays in sight when a narrow page scrolls sideways. */
export const stickyAt = (mayTick: boolean): string => `sticky z-10 ${mayTick ? "left-8" : "left-0"}`;

interface Props {
  readonly row: MatrixRow;
  readonly index: number;
  readonly top: number;
  readonly height: number;
  /** Which of its columns has the one tab stop; −1: none. */
  readonly stop: number;
  readonly mayTick: boolean;
  readonly selected: boolean;
  /** What is wanted of each code, in catalogue order: `1` on, `0` off, `-` as it is. */
  readonly wanted: string;
  /** Ticks of these places were not saved. */
  readonly failed: string;
  /** How old, in words, where that is beyond the freshness limit. */
  readonly oldAge: string | null;
  readonly say: CellWords;
}

function MatrixRowPlain({ row, index, top, height, stop, mayTick, selected, wanted, failed, oldAge, say }: Props) {
  const t = useTranslations("matrix");
  const words = useTranslations("words");
  const [id, uid] = row;
  const name = nameOf(row);
  // That writes are off is said once, above every page.
  const block = rowBlock(row) === "writes_off" ? null : rowBlock(row);
  const first = leading(mayTick);
  const ground = selected ? "bg-accent-soft" : "bg-surface group-hover:bg-hover";
  const at = (column: number) => ({ "data-column": column, tabIndex: stop === column ? 0 : -1 });
  return (
    <tr
      role="row"
      aria-rowindex={index + 3}
      {...(mayTick ? { "aria-selected": selected } : {})}
      data-row={id}
      className={`group absolute inset-x-0 top-0 border-b contain-content border-line ${rowGrid} ${selected ? "bg-accent-soft" : "bg-surface hover:bg-hover"}`}
      style={{ transform: `translateY(${top}px)`, height }}
    >
      {mayTick ? (
        <td role="gridcell" aria-colindex={1} className={`sticky left-0 z-10 grid place-items-center ${ground}`}>
          <span
            role="checkbox"
            aria-checked={selected}
            aria-label={t("row.select", { name })}
            {...at(0)}
            className="grid size-6 place-items-center rounded"
          >
            <BoxSign status={selected ? "on" : "off"} ban={false} />
          </span>
        </td>
      ) : null}
      <th
        role="rowheader"
        scope="row"
        aria-colindex={first}
        className={`grid min-w-0 content-center px-2 text-left font-normal shadow-[1px_0_0_var(--color-line)] ${stickyAt(mayTick)} ${ground}`}
      >
        <DeskLink
          id={`member-${id}`}
          href={`/members/${id}`}
          {...at(first - 1)}
          className="truncate rounded-sm leading-5 font-medium text-ink underline-offset-2 hover:text-accent hover:underline"
        >
          {name}
        </DeskLink>
        <span className="flex min-w-0 gap-2 text-xs text-ink-2">
          <span className={`font-mono select-text ${block === null && oldAge === null ? "" : "max-md:hidden"}`}>
            {uid}
          </span>
          {block !== null ? (
            <span className="truncate text-warn" title={words(`blockReason.${block}`)}>
              {t(`row.why.${block}`)}
            </span>
          ) : oldAge !== null ? (
            <span className="flex min-w-0 items-center gap-1 text-warn">
              <TriangleAlert aria-hidden className={`${drawn} size-3`} />
              <span className="truncate">{oldAge}</span>
            </span>
          ) : null}
        </span>
      </th>
      {permissionCodes.map((code, place) => {
        const cell = cellAt(row, place);
        const want = wanted[place] === "1" ? true : wanted[place] === "0" ? false : undefined;
        const why = mayTick ? cellBlock(row, place) : "no_right";
        const shown = want === undefined ? cell.status : want ? "on" : "off";
        const ban = catalogue[code].kind === "ban";
        const isOld = oldAge !== null && block === null;
        const described = say(code, { ...cell, wanted: want, block: mayTick ? why : null, isOld });
        return (
          <td
            key={code}
            role="gridcell"
            aria-colindex={first + place + 1}
            className={`grid place-items-center ${groupEdge(code, place)} ${
              want === undefined ? "" : "bg-accent-soft shadow-[inset_0_0_0_1px_var(--color-accent)]"
            }`}
          >
            <span
              role="checkbox"
              aria-checked={shown === "unknown" ? "mixed" : shown === "on"}
              aria-labelledby={`code-${code} member-${id}`}
              {...(described === "" ? {} : { "aria-description": described })}
              {...(why !== null && want === undefined ? { "aria-disabled": true } : {})}
              {...(failed.includes(String(place)) ? { "aria-invalid": true } : {})}
              {...at(first + place)}
              className={`flex h-7 min-w-7 items-center justify-center gap-1 rounded px-1 ${
                isOld ? "border-b-2 border-dotted border-warn" : ""
              }`}
            >
              {want === undefined ? null : (
                <>
                  <BoxSign status={cell.status} ban={ban} small />
                  <ToSign />
                </>
              )}
              <BoxSign status={shown} ban={ban} bare={why !== null && want === undefined} />
              {failed.includes(String(place)) ? (
                <TriangleAlert aria-hidden className={`${drawn} size-3.5 text-bad`} />
              ) : (
                <MarkSign mark={cell.mark} />
              )}
            </span>
          </td>
        );
      })}
    </tr>
  );
}

/** One member with its seven boxes. */
export const MatrixTableRow = memo(MatrixRowPlain);
