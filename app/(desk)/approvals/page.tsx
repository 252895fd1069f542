import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ChangeTabs } from "@/components/account-operations/change-tabs";
import { ApprovalList } from "@/components/approvals/approval-list";
import { DeskLink } from "@/components/shell/desk-link";
import { buttonClass } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { listApprovals } from "@/lib/services/approvals/approval-view";
import { pageContext } from "../../_wiring/page-context";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("approvals"))("title") };
}

interface Props {
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

/** The page that a parameter asks for, from 1; the first where it says something else. */
const pageIn = (value: string | string[] | undefined): number => {
  const asked = [value].flat()[0] ?? "";
  return /^[1-9]\d{0,4}$/.test(asked) ? Number(asked) : 1;
};

/** What waits for a second person, the longest first, and what was decided, the newest first; each with pages of its own. */
export default async function ApprovalsPage({ searchParams }: Props) {
  const context = await pageContext();
  const search = await searchParams;
  const pages = { waiting: pageIn(search.waiting), decided: pageIn(search.decided) };
  const lists = {
    waiting: await listApprovals(context, { waiting: true, page: pages.waiting }),
    decided: await listApprovals(context, { waiting: false, page: pages.decided }),
  };
  const t = await getTranslations("approvals");
  const pathOf = (changed: Partial<typeof pages>) => {
    const { waiting, decided } = { ...pages, ...changed };
    return `/approvals?${new URLSearchParams({ waiting: String(waiting), decided: String(decided) })}`;
  };
  return (
    <div className="grid gap-4">
      <h1 className="text-xl font-semibold">{t("title")}</h1>
      <ChangeTabs here="approvals" />
      {(["waiting", "decided"] as const).map((name) => {
        const { rows, more } = lists[name];
        const page = pages[name];
        return (
          <section key={name} className="grid gap-4" aria-label={t(name)}>
            <h2 className="text-lg font-semibold">{t(name)}</h2>
            {rows.length > 0 ? (
              <ApprovalList rows={rows} label={t(name)} />
            ) : name === "waiting" ? (
              <EmptyState title={t("none.title")}>{t("none.text")}</EmptyState>
            ) : (
              <p className="text-ink-2">{t("noneDecided")}</p>
            )}
            <nav aria-label={t(name)} className="flex justify-end gap-2 empty:hidden">
              {page > 1 ? (
                <DeskLink href={pathOf({ [name]: page - 1 })} className={buttonClass()}>
                  {t("previous")}
                </DeskLink>
              ) : null}
              {more ? (
                <DeskLink href={pathOf({ [name]: page + 1 })} className={buttonClass()}>
                  {t("next")}
                </DeskLink>
              ) : null}
            </nav>
          </section>
        );
      })}
    </div>
  );
}
