"use client";

import { useTranslations } from "next-intl";
import { moveBetweenRows } from "@/components/data-table/row-keys";
import { SortHeader } from "@/components/data-table/sort-header";
import { factColumn, MemberTableRow, relationColumn, stickyName } from "@/components/members/member-table-row";
import { Checkbox } from "@/components/ui/field";
import type { Instant, RelationId } from "@/lib/domain/ids";
import { type MemberQuery, type MemberRow, type MemberSort, memberSorts } from "@/lib/domain/views/member";

/** Fixed, so that no view of the list moves a column; the name takes what is left. */
const widths: Record<MemberSort, string> = {
  name: "",
  uid: "w-37 min-[89rem]:w-38",
  relation: `${relationColumn} w-28 min-[89rem]:w-33`,
  type: "w-24 min-[89rem]:w-25",
  state: "w-28 min-[89rem]:w-52",
  setup: "w-24 min-[89rem]:w-27",
  start: "w-24 min-[89rem]:w-28",
  end: "w-24 min-[89rem]:w-27",
  permissions: "w-23 min-[89rem]:w-39",
  checked: "w-21 min-[89rem]:w-25",
  owner: `${factColumn} w-28`,
  costCentre: `${factColumn} w-24`,
};

const factSorts = ["owner", "costCentre"] as const satisfies readonly MemberSort[];

const headClasses: Partial<Record<MemberSort, string>> = {
  name: stickyName,
  relation: relationColumn,
  owner: factColumn,
  costCentre: factColumn,
};

/** What takes focus is scrolled clear of the column heads above and of the selection bar below. */
const inSight = "[&_:is(a,input,[tabindex])]:scroll-mt-10 [&_:is(a,input,[tabindex])]:scroll-mb-20";

/** Columns whose first click shows the newest or the most first. */
const downFirst: ReadonlySet<MemberSort> = new Set(["setup", "start", "permissions", "checked"]);

interface Props {
  readonly rows: readonly MemberRow[];
  readonly query: MemberQuery;
  readonly onSort: (sort: MemberSort, descending: boolean) => void;
  /** `null`: the person cannot do anything with a selection. */
  readonly selected: ReadonlySet<RelationId> | null;
  readonly onSelect: (ids: readonly RelationId[], on: boolean) => void;
  readonly checking: ReadonlySet<RelationId>;
  readonly now: Instant;
  readonly freshForMs: number;
  /** Rows of the view before are shown while the next are on their way. */
  readonly waiting: boolean;
}

/** The list of linked members. A relation whose other side is a management account stands apart, under its own head. */
export function MembersTable(props: Props) {
  const { rows, query, onSort, selected, onSelect, waiting } = props;
  const t = useTranslations("members");
  const masters = rows.filter((row) => row.counterpart === "MASTER");
  const members = rows.filter((row) => row.counterpart !== "MASTER");
  const ids = rows.map((row) => row.relationId);
  const chosen = ids.filter((id) => selected?.has(id)).length;
  // Those that are always there: a head over hidden ones would bring them back, empty.
  const columns = memberSorts.length - factSorts.length - 1 + (selected ? 1 : 0);
  const body = (part: readonly MemberRow[]) =>
    part.map((row) => (
      <MemberTableRow
        key={row.relationId}
        row={row}
        now={props.now}
        freshForMs={props.freshForMs}
        checking={props.checking.has(row.relationId)}
        selected={selected?.has(row.relationId) ?? null}
        onSelect={(on) => onSelect([row.relationId], on)}
      />
    ));

  return (
    <div className="relative -mx-4 overflow-x-auto border-y border-line bg-surface sm:mx-0 sm:rounded-lg sm:border min-[89rem]:overflow-x-visible">
      {/* Rows that wait for the next ones keep their contrast. */}
      {waiting ? <div aria-hidden className="absolute inset-x-0 top-0 z-20 h-0.5 animate-pulse bg-accent" /> : null}
      <table
        aria-label={t("table")}
        aria-busy={waiting}
        className="block w-full text-sm md:table md:min-w-[60rem] md:table-fixed md:max-[89rem]:text-xs min-[89rem]:min-w-[85rem]"
      >
        <colgroup className="hidden md:table-column-group">
          {selected === null ? null : <col className="w-7 min-[89rem]:w-9" />}
          {memberSorts.map((sort) => (
            <col key={sort} className={widths[sort]} />
          ))}
        </colgroup>
        <thead className="block md:table-header-group min-[89rem]:sticky min-[89rem]:top-[3.0625rem] min-[89rem]:z-10">
          <tr className="flex items-center gap-x-6 overflow-x-auto border-b border-line bg-surface px-4 py-1 whitespace-nowrap text-ink-2 *:font-medium md:table-row md:border-b-0 md:px-0 md:*:border-b md:*:border-line md:*:px-1 md:*:py-1 md:*:first:pl-2 min-[89rem]:*:px-1.5 min-[89rem]:*:first:pl-3 md:*:bg-surface md:*:text-left md:*:align-middle min-[89rem]:*:first:rounded-tl-lg min-[89rem]:*:last:rounded-tr-lg">
            {selected === null ? null : (
              <td className="flex w-8 md:table-cell">
                <Checkbox
                  aria-label={t("row.selectPage")}
                  checked={ids.length > 0 && chosen === ids.length}
                  ref={(box) => {
                    if (box) box.indeterminate = chosen > 0 && chosen < ids.length;
                  }}
                  disabled={ids.length === 0}
                  onChange={(event) => onSelect(ids, event.target.checked)}
                />
              </td>
            )}
            {memberSorts.map((sort) => {
              const here = query.sort === sort;
              return (
                <SortHeader
                  key={sort}
                  className={headClasses[sort] ?? ""}
                  sorted={here ? (query.descending ? "descending" : "ascending") : null}
                  onSort={() => onSort(sort, here ? !query.descending : downFirst.has(sort))}
                >
                  {t(`column.${sort}`)}
                </SortHeader>
              );
            })}
          </tr>
        </thead>
        <tbody className={`block md:table-row-group ${inSight}`} onKeyDown={moveBetweenRows}>
          {body(members)}
        </tbody>
        {masters.length === 0 ? null : (
          <tbody className={`block border-t-2 border-line md:table-row-group ${inSight}`} onKeyDown={moveBetweenRows}>
            <tr className="block md:table-row">
              <th
                scope="rowgroup"
                colSpan={columns}
                className="block bg-sunken px-4 py-2 text-left font-medium md:table-cell md:px-3"
              >
                {t("master.label")} <span className="font-normal text-ink-2">{t("master.note")}</span>
              </th>
              <td className="hidden bg-sunken xl:table-cell" />
              <td colSpan={factSorts.length} className="hidden bg-sunken min-[104rem]:table-cell" />
            </tr>
            {body(masters)}
          </tbody>
        )}
      </table>
    </div>
  );
}
