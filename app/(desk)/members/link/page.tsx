import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { LinkForm } from "@/components/account-operations/link-form";
import { newMemberView } from "@/lib/services/account-operations/new-member-view";
import { linkAccount } from "../../../_actions/account-operations";
import { pageContext } from "../../../_wiring/page-context";
import { pageStatus } from "../../../_wiring/page-status";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("operations.link"))("title") };
}

export default async function LinkMemberPage() {
  const context = await pageContext();
  const [view, status] = await Promise.all([newMemberView(context, { act: "link" }), pageStatus(context)]);
  const t = await getTranslations("operations.link");
  return (
    <div className="grid gap-4">
      <div className="grid gap-1">
        <h1 className="text-xl font-semibold">{t("title")}</h1>
        <p className="max-w-3xl text-ink-2">{t("lead")}</p>
      </div>
      <LinkForm view={view} status={status} link={linkAccount.bind(null, context.payer)} />
    </div>
  );
}
