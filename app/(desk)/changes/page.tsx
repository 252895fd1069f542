import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ChangeList } from "@/components/changes/change-list";
import { listChangeSets } from "@/lib/services/changes/list-change-sets";
import { pageContext } from "../../_wiring/page-context";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("changes"))("title") };
}

interface Props {
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

export default async function ChangesPage({ searchParams }: Props) {
  const { before: given } = await searchParams;
  const before = typeof given === "string" ? given : undefined;
  const { rows, next } = await listChangeSets(await pageContext(), { before });
  const t = await getTranslations("changes");
  return (
    <div className="grid gap-4">
      <h1 className="text-xl font-semibold">{t("title")}</h1>
      <ChangeList rows={rows} next={next} newest={before === undefined} />
    </div>
  );
}
