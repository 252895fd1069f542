import { useTranslations } from "next-intl";
import { AccountOutcomeBadge, useNotSentWords } from "@/components/account-operations/account-outcome";
import { DeskLink } from "@/components/shell/desk-link";
import { Badge } from "@/components/ui/badge";
import { buttonClass } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Time } from "@/components/ui/time";
import type { AccountOperationsPage } from "@/lib/domain/views/account-operation";

/** Accounts created, linked and unlinked, and invitations answered, newest first, page by page. */
export function OperationList({ list }: { readonly list: AccountOperationsPage }) {
  const t = useTranslations("operations");
  const notSent = useNotSentWords();
  const { rows, page, pages, total } = list;
  if (total === 0) return <EmptyState title={t("none.title")}>{t("none.text")}</EmptyState>;
  return (
    <div className="grid gap-3">
      <div className="overflow-hidden rounded-lg border border-line bg-surface">
        <table aria-label={t("table")} className="block w-full md:table">
          <thead className="hidden md:table-header-group">
            <tr className="text-left text-sm text-ink-2 *:border-b *:border-line *:px-3 *:py-2 *:font-medium">
              {(["when", "who", "what", "subject", "result"] as const).map((column) => (
                <th key={column} scope="col">
                  {t(`column.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="block md:table-row-group">
            {rows.map((row) => (
              <tr
                key={row.id}
                className="grid gap-1 border-t border-line px-4 py-3 first:border-t-0 hover:bg-hover md:table-row md:*:border-t md:*:border-line md:*:px-3 md:*:py-2 md:*:align-top md:first:*:border-t-0"
              >
                <td>
                  <Time at={row.requestedAt} />
                </td>
                <td>{row.requestedBy}</td>
                <th scope="row" className="text-left font-normal">
                  <DeskLink
                    href={`/operations/${row.id}`}
                    className="font-medium text-accent underline decoration-accent/40 underline-offset-2 hover:decoration-accent"
                  >
                    {t(`kind.${row.kind}`)}
                  </DeskLink>
                </th>
                <td className="min-w-0 break-words">
                  {row.label}
                  {row.uid === null || row.uid === row.label ? null : (
                    <span className="block font-mono text-xs text-ink-2">{row.uid}</span>
                  )}
                </td>
                <td>
                  <span className="inline-flex flex-wrap items-center gap-1.5">
                    <AccountOutcomeBadge result={row.outcome ?? row.progress ?? "queued"} />
                    {row.locked ? <Badge tone="warn">{t("locked")}</Badge> : null}
                    {row.notSentReason === null ? null : (
                      <span className="text-sm text-ink-2">{notSent(row.notSentReason)}</span>
                    )}
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <nav aria-label={t("page.navigation")} className="flex flex-wrap items-center justify-end gap-2">
        <p className="figures mr-auto text-sm text-ink-2">{t("page.place", { page, pages, total })}</p>
        {page > 1 ? (
          <DeskLink href={`/operations?page=${page - 1}`} className={buttonClass()}>
            {t("page.previous")}
          </DeskLink>
        ) : null}
        {page < pages ? (
          <DeskLink href={`/operations?page=${page + 1}`} className={buttonClass()}>
            {t("page.next")}
          </DeskLink>
        ) : null}
      </nav>
    </div>
  );
}
