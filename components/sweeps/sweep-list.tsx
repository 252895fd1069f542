import { useFormatter, useTranslations } from "next-intl";
import { DeskLink } from "@/components/shell/desk-link";
import { buttonClass } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Cell, HeadCell, Table } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import { UpstreamCode } from "@/components/upstream/upstream-code";
import { type ListPosition, positionText } from "@/lib/domain/list-position";
import type { SweepSummary } from "@/lib/domain/views/sweep";
import { useCauseWords } from "./cause-words";
import { SweepStatus } from "./sweep-status";

interface Props {
  readonly rows: readonly SweepSummary[];
  /** The `before` of the next page; `null`: no more. */
  readonly next: ListPosition | null;
  /** The newest are shown: nothing was asked for before. */
  readonly newest: boolean;
}

/** The sweeps of an account, newest first, each with its certificate. */
export function SweepList({ rows, next, newest }: Props) {
  const t = useTranslations("sweeps");
  if (rows.length === 0 && newest) return <EmptyState title={t("none.title")}>{t("none.text")}</EmptyState>;
  return (
    <div className="grid gap-3">
      <Table label={t("table")}>
        <thead>
          <tr>
            {(["started", "result", "relations", "news", "permissions", "certificate"] as const).map((column) => (
              <HeadCell key={column} className={narrow[column]}>
                {t(`column.${column}`)}
              </HeadCell>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <SweepRow key={row.id} row={row} />
          ))}
        </tbody>
      </Table>
      <nav aria-label={t("navigation")} className="flex justify-end gap-2 empty:hidden">
        {newest ? null : (
          <DeskLink href="/sweeps" className={buttonClass()}>
            {t("newest")}
          </DeskLink>
        )}
        {next === null ? null : (
          <DeskLink href={`/sweeps?${new URLSearchParams({ before: positionText(next) })}`} className={buttonClass()}>
            {t("older")}
          </DeskLink>
        )}
      </nav>
    </div>
  );
}

const narrow: Readonly<Record<string, string>> = {
  relations: "text-right",
  news: "max-md:hidden",
  permissions: "text-right max-lg:hidden",
};

function SweepRow({ row }: { readonly row: SweepSummary }) {
  const t = useTranslations("sweeps");
  const format = useFormatter();
  const causeWords = useCauseWords();
  const rows = format.number(row.rows);
  return (
    <tr className="hover:bg-hover">
      <Cell className="max-sm:*:whitespace-normal">
        <Time at={row.startedAt} focusable={false} />
        <span className="block text-xs text-ink-2 max-sm:hidden">{causeWords(row.cause)}</span>
      </Cell>
      <Cell>
        <SweepStatus status={row.status} />
        {row.failure === null ? null : (
          <p className="mt-1 max-w-prose text-sm text-ink-2">
            <UpstreamCode {...row.failure} />
          </p>
        )}
      </Cell>
      <Cell className="figures text-right whitespace-nowrap">
        {row.totalCount === null || row.totalCount === row.rows
          ? rows
          : t("counted", { rows, total: format.number(row.totalCount) })}
      </Cell>
      <Cell className="max-md:hidden">
        <News certificate={row.certificate} />
      </Cell>
      <Cell className="figures text-right whitespace-nowrap max-lg:hidden">
        {format.number(row.permissionsDone)}
        {row.permissionsFailed === 0 ? null : (
          <span className="block text-xs text-warn">
            {t("failedReads", { count: format.number(row.permissionsFailed) })}
          </span>
        )}
      </Cell>
      <Cell>
        <DeskLink
          href={`/sweeps/${row.id}`}
          aria-label={t("open", { at: row.startedAt })}
          className="inline-flex min-h-6 items-center font-mono text-sm text-accent underline decoration-accent/40 underline-offset-2 hover:decoration-accent"
        >
          {row.certificate?.digest.slice(0, 8) ?? "–"}
        </DeskLink>
      </Cell>
    </tr>
  );
}

function News({ certificate }: Pick<SweepSummary, "certificate">) {
  const t = useTranslations("sweeps.news");
  const format = useFormatter();
  if (certificate === null) return "–";
  const { news } = certificate;
  if (news === null) return <span className="text-ink-2">{t("first")}</span>;
  const parts = (["came", "went", "turned"] as const).filter((kind) => news[kind] > 0);
  if (parts.length === 0) return <span className="text-ink-2">{t("none")}</span>;
  return parts
    .map((kind) => (kind === "turned" ? t(kind, { count: news[kind] }) : t(kind, { count: format.number(news[kind]) })))
    .join(" · ");
}
