import { useTranslations } from "next-intl";
import { Totals } from "@/components/changes/totals";
import { DeskLink } from "@/components/shell/desk-link";
import { buttonClass } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Time } from "@/components/ui/time";
import { type ListPosition, positionText } from "@/lib/domain/list-position";
import type { ChangeSetSummary } from "@/lib/domain/views/change-set";

interface Props {
  readonly rows: readonly ChangeSetSummary[];
  /** The `before` of the next page; `null`: no more. */
  readonly next: ListPosition | null;
  /** The newest are shown: nothing was asked for before. */
  readonly newest: boolean;
}

/** What was applied, newest first. */
export function ChangeList({ rows, next, newest }: Props) {
  const t = useTranslations("changes");
  if (rows.length === 0 && newest) return <EmptyState title={t("none.title")}>{t("none.text")}</EmptyState>;
  return (
    <div className="grid gap-3">
      <div className="overflow-hidden rounded-lg border border-line bg-surface">
        <table aria-label={t("table")} className="block w-full md:table">
          <thead className="hidden md:table-header-group">
            <tr className="text-left text-sm text-ink-2 *:border-b *:border-line *:px-3 *:py-2 *:font-medium">
              <th scope="col">{t("column.when")}</th>
              <th scope="col">{t("column.who")}</th>
              <th scope="col">{t("column.reason")}</th>
              <th scope="col">{t("column.changes")}</th>
              <th scope="col">{t("column.result")}</th>
            </tr>
          </thead>
          <tbody className="block md:table-row-group">
            {rows.map((row) => (
              <tr
                key={row.id}
                className="grid gap-1 border-t border-line px-4 py-3 first:border-t-0 hover:bg-hover md:table-row md:*:border-t md:*:border-line md:*:px-3 md:*:py-2 md:*:align-top md:first:*:border-t-0"
              >
                <td>{row.appliedAt === null ? "–" : <Time at={row.appliedAt} />}</td>
                <td>{row.requestedBy}</td>
                <th scope="row" className="max-w-md text-left font-normal">
                  <DeskLink
                    href={`/changes/${row.id}`}
                    className="line-clamp-2 font-medium break-words text-accent underline decoration-accent/40 underline-offset-2 hover:decoration-accent"
                  >
                    {row.reason}
                  </DeskLink>
                </th>
                <td className="text-ink-2">{t("size", { changes: row.changes, relations: row.relations })}</td>
                <td>
                  <Totals totals={row.totals} sumIsSaid />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <nav aria-label={t("title")} className="flex justify-end gap-2">
        {newest ? null : (
          <DeskLink href="/changes" className={buttonClass()}>
            {t("newest")}
          </DeskLink>
        )}
        {next === null ? null : (
          <DeskLink href={`/changes?${new URLSearchParams({ before: positionText(next) })}`} className={buttonClass()}>
            {t("older")}
          </DeskLink>
        )}
      </nav>
    </div>
  );
}
