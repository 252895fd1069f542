import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ChangeTabs } from "@/components/account-operations/change-tabs";
import { ChangeList } from "@/components/changes/change-list";
import { Banner } from "@/components/ui/banner";
import { listChangeSets } from "@/lib/services/changes/list-change-sets";
import { readBefore } from "../../_wiring/before-param";
import { pageContext } from "../../_wiring/page-context";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("changes"))("title") };
}

interface Props {
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

export default async function ChangesPage({ searchParams }: Props) {
  const { before, asked } = readBefore((await searchParams).before);
  const { rows, next } = await listChangeSets(await pageContext(), { before });
  const t = await getTranslations("changes");
  return (
    <div className="grid gap-4">
      <h1 className="text-xl font-semibold">{t("title")}</h1>
      <ChangeTabs here="changes" />
      {asked.length > 0 && before === undefined ? (
        <Banner tone="neutral" title={t("ignored", { what: asked.map((text) => `before=${text}`).join(" · ") })} />
      ) : null}
      <ChangeList rows={rows} next={next} newest={before === undefined} />
    </div>
  );
}
