import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ChangeTabs } from "@/components/account-operations/change-tabs";
import { ApprovalList } from "@/components/approvals/approval-list";
import { DeskLink } from "@/components/shell/desk-link";
import { buttonClass } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { listApprovals } from "@/lib/services/approvals/approval-view";
import { pageOf } from "../../_wiring/input";
import { pageContext } from "../../_wiring/page-context";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("approvals"))("title") };
}

interface Props {
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

/** What waits for a second person, and what was decided. */
export default async function ApprovalsPage({ searchParams }: Props) {
  const context = await pageContext();
  const asked = [(await searchParams).page].flat()[0];
  const page = /^[1-9]\d{0,4}$/.test(asked ?? "") ? pageOf(asked ?? null) : 1;
  const waiting = await listApprovals(context, { waiting: true, page: 1 });
  const decided = await listApprovals(context, { waiting: false, page });
  const t = await getTranslations("approvals");
  return (
    <div className="grid gap-4">
      <h1 className="text-xl font-semibold">{t("title")}</h1>
      <ChangeTabs here="approvals" />
      <h2 className="text-lg font-semibold">{t("waiting")}</h2>
      {waiting.rows.length === 0 ? (
        <EmptyState title={t("none.title")}>{t("none.text")}</EmptyState>
      ) : (
        <ApprovalList rows={waiting.rows} label={t("waiting")} />
      )}
      <h2 className="text-lg font-semibold">{t("decided")}</h2>
      {decided.rows.length === 0 ? (
        <p className="text-ink-2">{t("noneDecided")}</p>
      ) : (
        <ApprovalList rows={decided.rows} label={t("decided")} />
      )}
      <nav aria-label={t("decided")} className="flex justify-end gap-2 empty:hidden">
        {page > 1 ? (
          <DeskLink href={`/approvals?page=${page - 1}`} className={buttonClass()}>
            {t("newer")}
          </DeskLink>
        ) : null}
        {decided.more ? (
          <DeskLink href={`/approvals?page=${page + 1}`} className={buttonClass()}>
            {t("older")}
          </DeskLink>
        ) : null}
      </nav>
    </div>
  );
}
