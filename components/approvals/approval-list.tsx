import { useTranslations } from "next-intl";
import { StatusBadge } from "@/components/approvals/status-badge";
import { DeskLink } from "@/components/shell/desk-link";
import { Time } from "@/components/ui/time";
import type { ApprovalSummary } from "@/lib/domain/views/approval";

interface Props {
  readonly rows: readonly ApprovalSummary[];
  readonly label: string;
}

/** Requests for a second person, newest first. */
export function ApprovalList({ rows, label }: Props) {
  const t = useTranslations("approvals");
  const kinds = useTranslations("words.approvalKind");
  const reasons = useTranslations("words.voidReason");
  return (
    <div className="overflow-hidden rounded-lg border border-line bg-surface">
      <table aria-label={label} className="block w-full md:table">
        <thead className="hidden md:table-header-group">
          <tr className="text-left text-sm text-ink-2 *:border-b *:border-line *:px-3 *:py-2 *:font-medium">
            {(["what", "reason", "who", "when", "state"] as const).map((column) => (
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
              className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 gap-y-1 border-t border-line px-4 py-3 first:border-t-0 hover:bg-hover max-md:[&>td]:col-span-2 md:table-row md:*:border-t md:*:border-line md:*:px-3 md:*:py-2 md:*:align-top md:first:*:border-t-0"
            >
              <th scope="row" className="text-left font-normal">
                <DeskLink
                  href={`/approvals/${row.id}`}
                  className="font-medium text-accent underline decoration-accent/40 underline-offset-2 hover:decoration-accent"
                >
                  {kinds(row.kind)}
                </DeskLink>
              </th>
              <td className="max-w-md break-words">
                {row.reason || <span className="text-ink-2">{t("noReason")}</span>}
              </td>
              <td>
                {row.requestedBy}
                {row.own ? <span className="text-ink-2"> ({t("own")})</span> : null}
              </td>
              <td>
                <Time at={row.requestedAt} />
              </td>
              {/* On a phone the badge stands at the right of the name. */}
              <td className="max-md:contents">
                <span className="max-md:col-start-2 max-md:row-start-1">
                  <StatusBadge status={row.status} />
                </span>
                {row.voidReason === null ? null : <p className="text-sm text-ink-2">{reasons(row.voidReason)}</p>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
