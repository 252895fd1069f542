import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ChangeTabs } from "@/components/account-operations/change-tabs";
import { OperationList } from "@/components/account-operations/operation-list";
import { Banner } from "@/components/ui/banner";
import { listAccountOperations } from "@/lib/services/account-operations/list-account-operations";
import { pageContext } from "../../_wiring/page-context";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("operations"))("title") };
}

interface Props {
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

export default async function OperationsPage({ searchParams }: Props) {
  const { page: given } = await searchParams;
  const asked = [given ?? []].flat();
  const page = asked.length === 1 ? asked.find((text) => /^[1-9]\d{0,6}$/.test(text)) : undefined;
  const list = await listAccountOperations(await pageContext(), { page: Number(page ?? 1) });
  const t = await getTranslations("operations");
  return (
    <div className="grid gap-4">
      <h1 className="text-xl font-semibold">{(await getTranslations("changes"))("title")}</h1>
      <ChangeTabs here="operations" />
      {asked.length > 0 && page === undefined ? (
        <Banner tone="neutral" title={t("page.ignored", { what: asked.map((text) => `page=${text}`).join(" · ") })} />
      ) : null}
      <OperationList list={list} />
    </div>
  );
}
