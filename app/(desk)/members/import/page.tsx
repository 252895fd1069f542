import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ImportDesk } from "@/components/imports/import-desk";
import { importKinds } from "@/lib/domain/views/import";
import { abilitiesIn } from "@/lib/services/context";
import { denyPage } from "../../../_wiring/deny-page";
import { pageContext } from "../../../_wiring/page-context";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("imports"))("title") };
}

export default async function ImportPage() {
  const context = await pageContext();
  const abilities = abilitiesIn(context);
  const kinds = importKinds.filter((kind) => abilities.includes(kind === "facts" ? "fact.edit" : "change.request"));
  const [first, ...others] = kinds;
  if (!first) return denyPage(context, "draft.import");
  const t = await getTranslations("imports");
  return (
    <div className="grid gap-4">
      <h1 className="text-xl font-semibold">{t("title")}</h1>
      <ImportDesk kinds={[first, ...others]} />
    </div>
  );
}
