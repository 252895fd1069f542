import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AuditTable } from "@/components/audit/audit-table";
import { DeskLink } from "@/components/shell/desk-link";
import { buttonClass } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { may } from "@/lib/domain/policy";
import { listAudit } from "@/lib/services/audit/list-audit";
import { denyPage } from "../../_wiring/deny-page";
import { pageContext } from "../../_wiring/page-context";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("audit"))("title") };
}

type Search = Promise<{ readonly before?: string | string[] }>;

const pageSize = 50;

export default async function AuditPage({ searchParams }: { readonly searchParams: Search }) {
  const context = await pageContext();
  if (!may(context.actor, "audit.read", context.payer)) return denyPage(context, "audit.read");
  const { before: asked } = await searchParams;
  const before = typeof asked === "string" && /^\d{1,15}$/.test(asked) ? Number(asked) : null;
  const page = await listAudit(context, { before, limit: pageSize });
  const t = await getTranslations("audit");
  return (
    <div className="grid gap-4">
      <div className="grid gap-1">
        <h1 className="text-xl font-semibold">{t("title")}</h1>
        <p className="max-w-3xl text-ink-2">{t("lead")}</p>
      </div>
      {page.rows.length > 0 ? <AuditTable rows={page.rows} /> : <EmptyState title={t("empty")} />}
      <div className="flex flex-wrap items-center gap-2">
        <p className="mr-auto text-ink-2">{t("count", { total: page.total })}</p>
        {before !== null ? (
          <DeskLink href="/audit" className={buttonClass()}>
            {t("newest")}
          </DeskLink>
        ) : null}
        {page.before !== null ? (
          <DeskLink href={`/audit?before=${page.before}`} className={buttonClass()}>
            {t("older")}
          </DeskLink>
        ) : null}
      </div>
    </div>
  );
}
