import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { CreateForm } from "@/components/account-operations/create-form";
import { newMemberView } from "@/lib/services/account-operations/new-member-view";
import { createMemberAccount } from "../../../_actions/account-operations";
import { pageContext } from "../../../_wiring/page-context";
import { pageStatus } from "../../../_wiring/page-status";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("operations.create"))("title") };
}

export default async function NewMemberPage() {
  const context = await pageContext();
  const [view, status] = await Promise.all([newMemberView(context, { act: "create" }), pageStatus(context)]);
  const t = await getTranslations("operations.create");
  return (
    <div className="grid gap-4">
      <div className="grid gap-1">
        <h1 className="text-xl font-semibold">{t("title")}</h1>
        <p className="max-w-3xl text-ink-2">{t("lead")}</p>
      </div>
      <CreateForm view={view} status={status} create={createMemberAccount.bind(null, context.payer)} />
    </div>
  );
}
