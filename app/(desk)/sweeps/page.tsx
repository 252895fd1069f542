import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { SweepList } from "@/components/sweeps/sweep-list";
import { Banner } from "@/components/ui/banner";
import { may } from "@/lib/domain/policy";
import { listSweeps } from "@/lib/services/sweeps/list-sweeps";
import { readBefore } from "../../_wiring/before-param";
import { denyPage } from "../../_wiring/deny-page";
import { pageContext } from "../../_wiring/page-context";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("sweeps"))("title") };
}

interface Props {
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

export default async function SweepsPage({ searchParams }: Props) {
  const context = await pageContext();
  if (!may(context.actor, "sweep.read", context.payer)) return denyPage(context, "sweep.read");
  const { before, asked } = readBefore((await searchParams).before);
  const { rows, next } = await listSweeps(context, { before });
  const t = await getTranslations("sweeps");
  return (
    <div className="grid gap-4">
      <div className="grid gap-1">
        <h1 className="text-xl font-semibold">{t("title")}</h1>
        <p className="max-w-3xl text-ink-2">{t("lead")}</p>
      </div>
      {asked.length > 0 && before === undefined ? (
        <Banner tone="neutral" title={t("ignored", { what: asked.map((text) => `before=${text}`).join(" · ") })} />
      ) : null}
      <SweepList rows={rows} next={next} newest={before === undefined} />
    </div>
  );
}
