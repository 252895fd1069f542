"use client";

import { useTranslations } from "next-intl";
import { memo, type ReactNode } from "react";
import { PermissionChips } from "@/components/members/permission-chips";
import { EndTime } from "@/components/relation/end-time";
import { StateBadge } from "@/components/relation/state-badge";
import { TypeName } from "@/components/relation/type-name";
import { DeskLink } from "@/components/shell/desk-link";
import { Age } from "@/components/ui/age";
import { Badge } from "@/components/ui/badge";
import { Checkbox } from "@/components/ui/field";
import { Hint } from "@/components/ui/hint";
import { Time } from "@/components/ui/time";
import { useCodeWords } from "@/components/upstream/upstream-code";
import type { Instant } from "@/lib/domain/ids";
import type { MemberRow, MemberSort } from "@/lib/domain/views/member";

interface Props {
  readonly row: MemberRow;
  readonly now: Instant;
  readonly freshForMs: number;
  readonly checking: boolean;
  /** `null`: nothing can be done with a selection. */
  readonly selected: boolean | null;
  readonly onSelect: (on: boolean) => void;
}

function MemberTableRowPlain({ row, now, freshForMs, checking, selected, onSelect }: Props) {
  const t = useTranslations("members");
  const wordsOf = useCodeWords();
  const name = row.nickname || row.accountName;
  const local = [row.owner, row.costCentre].filter((fact) => fact !== "").join(" · ");
  return (
    <tr
      className={`relative grid grid-cols-2 gap-x-4 gap-y-2 border-b border-line px-4 py-3 last:border-b-0 md:table-row md:*:px-1 md:*:py-1.5 md:*:first:pl-2 min-[89rem]:*:px-1.5 min-[89rem]:*:first:pl-3 md:*:align-top md:not-last:*:border-b md:*:border-line ${
        selected ? "bg-accent-soft" : "bg-surface hover:bg-hover"
      }`}
    >
      {selected === null ? null : (
        <td className="absolute top-3 left-4 md:static md:w-8">
          <Checkbox
            aria-label={t("row.select", { name })}
            checked={selected}
            className="mt-1"
            onChange={(event) => onSelect(event.target.checked)}
          />
        </td>
      )}
      <th
        scope="row"
        className={`col-span-2 min-w-0 text-left font-normal md:bg-inherit ${stickyName} ${selected === null ? "" : "max-md:pl-8"}`}
      >
        <DeskLink
          href={`/members/${row.relationId}`}
          className="block truncate font-medium text-ink underline-offset-2 hover:text-accent hover:underline"
          // Both names whole, where the column cuts them; a screen reader has them whole anyway.
          data-hint={`${name}\n${row.accountName}`}
        >
          {name}
        </DeskLink>
        <div className="truncate text-xs text-ink-2">{row.nickname === "" ? t("row.noNickname") : row.accountName}</div>
        {local === "" ? null : (
          <div className="hidden truncate text-xs text-ink-2 md:block min-[104rem]:hidden" data-hint={local}>
            {local}
          </div>
        )}
        {row.goneAt === null ? null : (
          <Hint text={t("row.goneNote")} className="mt-0.5 inline-block">
            <Badge tone="warn">{t("row.gone")}</Badge>
          </Hint>
        )}
        {row.busy ? <Badge tone="accent">{t("row.busy")}</Badge> : null}
      </th>
      <Cell of="uid">
        <span className="font-mono text-xs">{row.uid}</span>
        <span className="hidden font-mono text-xs text-ink-2 md:max-xl:block">{row.relationId}</span>
      </Cell>
      <Cell of="relation" className={relationColumn}>
        <span className="font-mono text-xs">{row.relationId}</span>
      </Cell>
      <Cell of="type">
        <TypeName type={row.type} />
      </Cell>
      <Cell of="state">
        <StateBadge state={row.state} inEffect={row.inEffect} stacked />
      </Cell>
      <Cell of="setup">{row.setupTime === null ? "–" : <Time at={row.setupTime} className={stacked} />}</Cell>
      <Cell of="start">{row.startTime === null ? "–" : <Time at={row.startTime} className={stacked} />}</Cell>
      <Cell of="end">
        <EndTime at={row.endTime} now={now} className={stacked} />
      </Cell>
      <Cell of="permissions" wide>
        <PermissionChips on={row.on} unmapped={row.unmapped} neverRead={row.checkedAt === null} />
      </Cell>
      <Cell of="checked">
        {checking ? (
          <span className="text-accent">{t("check.running")}</span>
        ) : row.checkedAt === null && !row.inEffect ? (
          // Permissions are read of what is in effect or pending: this is no omission.
          <span className="text-ink-2">–</span>
        ) : (
          <Age at={row.checkedAt} now={now} freshForMs={freshForMs} />
        )}
        {row.readError === null ? null : (
          <div className="text-xs break-words text-bad">
            <Hint text={wordsOf(row.readError.code) ?? row.readError.code}>
              {t("row.readFailed", { code: row.readError.code })}
            </Hint>
            {row.readError.requestId === null ? null : (
              <div className="font-mono">{t("row.requestId", { requestId: row.readError.requestId })}</div>
            )}
          </div>
        )}
      </Cell>
      {(["owner", "costCentre"] as const).map((of) => (
        <Cell key={of} of={of} className={`${factColumn} ${row[of] === "" ? "max-md:hidden" : ""}`}>
          <span className="block break-words">{row[of] || "–"}</span>
        </Cell>
      ))}
    </tr>
  );
}

/** Where there is no room for them, owner and cost centre stand under the name. */
export const factColumn = "md:max-[104rem]:hidden";

/** Where there is no room for it, the relation id stands under the UID. */
export const relationColumn = "md:max-xl:hidden";

/** Who it is stays in sight while a narrow page scrolls sideways. */
export const stickyName =
  "md:sticky md:left-0 md:shadow-[1px_0_0_var(--color-line)] min-[89rem]:static min-[89rem]:shadow-none";

/** One relation in the list. */
export const MemberTableRow = memo(MemberTableRowPlain);

/** Date over clock in a narrow column; on a phone there is room for one line. */
const stacked = "md:inline-block md:w-22 md:whitespace-normal min-[89rem]:w-24";

function Cell({
  of,
  wide,
  className = "",
  children,
}: {
  readonly of: MemberSort;
  readonly wide?: boolean;
  readonly className?: string;
  readonly children: ReactNode;
}) {
  const t = useTranslations("members.column");
  return (
    <td className={`${wide ? "col-span-2" : ""} ${className}`}>
      <span aria-hidden className="block text-xs text-ink-2 md:hidden">
        {t(of)}
      </span>
      {children}
    </td>
  );
}
