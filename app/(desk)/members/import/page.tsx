import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ImportDesk } from "@/components/imports/import-desk";
import { may } from "@/lib/domain/policy";
import { denyPage } from "../../../_wiring/deny-page";
import { pageContext } from "../../../_wiring/page-context";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("imports"))("title") };
}

export default async function ImportPage() {
  const context = await pageContext();
  if (!may(context.actor, "change.request", context.payer)) return denyPage(context, "draft.import");
  const t = await getTranslations("imports");
  return (
    <div className="grid gap-4">
      <div className="grid gap-1">
        <h1 className="text-xl font-semibold">{t("title")}</h1>
        <p className="max-w-3xl text-ink-2">{t("lead")}</p>
      </div>
      <ImportDesk />
    </div>
  );
}
