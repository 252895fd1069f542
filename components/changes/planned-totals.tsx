import { useTranslations } from "next-intl";
import { ChangeWords } from "@/components/changes/change-words";
import type { DraftView } from "@/lib/domain/views/change-set";

/** What a plan does over all its members: each change in words, and for how many. */
export function PlannedTotals({ changes }: Pick<DraftView, "changes">) {
  const t = useTranslations("changes.review");
  return (
    <ul aria-label={t("totals")} className="grid gap-1 rounded-lg bg-sunken px-3 py-2.5">
      {changes.map(({ count, ...change }) => (
        <li key={`${change.code} ${change.direction}`} className="flex flex-wrap items-center gap-x-2">
          <ChangeWords {...change} />
          <span className="figures ml-auto font-medium">{t("members", { count })}</span>
        </li>
      ))}
    </ul>
  );
}
