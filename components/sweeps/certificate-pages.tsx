import { useFormatter, useTranslations } from "next-intl";
import { Cell, HeadCell, Table } from "@/components/ui/table";
import type { CertifiedPage } from "@/lib/domain/certificate";

/** So many are shown at once; the others are one press away. */
const shown = 20;

/** Every page as it was asked for and answered. `null`: they are not kept any more. */
export function CertificatePages({ pages }: { readonly pages: readonly CertifiedPage[] | null }) {
  const t = useTranslations("sweeps.one.pages");
  const format = useFormatter();
  if (pages === null) return <p>{t("dropped")}</p>;
  if (pages.length <= shown) return <PageTable pages={pages} />;
  return (
    <details className="grid gap-3">
      <summary className="inline-flex min-h-6 items-center text-accent">
        {t("show", { count: format.number(pages.length) })}
      </summary>
      <div className="mt-3">
        <PageTable pages={pages} />
      </div>
    </details>
  );
}

function PageTable({ pages }: { readonly pages: readonly CertifiedPage[] }) {
  const t = useTranslations("sweeps.one.pages");
  const format = useFormatter();
  return (
    <Table label={t("title")}>
      <thead>
        <tr>
          <HeadCell className="text-right">{t("page")}</HeadCell>
          <HeadCell className="text-right max-sm:hidden">{t("pageSize")}</HeadCell>
          <HeadCell className="text-right">{t("total")}</HeadCell>
          <HeadCell className="text-right">{t("rows")}</HeadCell>
          <HeadCell>{t("asked")}</HeadCell>
          <HeadCell>{t("requestId")}</HeadCell>
        </tr>
      </thead>
      <tbody>
        {pages.map(({ page, pageSize, totalCount, rows, requestId, askedAt }) => (
          <tr key={page}>
            <Cell className="figures text-right">{format.number(page)}</Cell>
            <Cell className="figures text-right max-sm:hidden">{format.number(pageSize)}</Cell>
            <Cell className="figures text-right">{format.number(totalCount)}</Cell>
            <Cell className="figures text-right">{format.number(rows)}</Cell>
            <Cell className="font-mono text-xs leading-6 whitespace-nowrap">{askedAt}</Cell>
            <Cell className="font-mono text-xs leading-6 whitespace-nowrap">{requestId ?? "–"}</Cell>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
