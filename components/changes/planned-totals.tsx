import { ArrowRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import { catalogue } from "@/lib/domain/permission-catalogue";
import type { DraftView } from "@/lib/domain/views/change-set";

/** What a plan does over all its members: each change in words, and for how many. */
export function PlannedTotals({ changes }: Pick<DraftView, "changes">) {
  const t = useTranslations("changes.review");
  const states = useTranslations("relation.permissions");
  const words = useTranslations("words");
  return (
    <ul aria-label={t("totals")} className="grid gap-1 rounded-lg bg-sunken px-3 py-2.5">
      {changes.map(({ code, direction, risk, count }) => {
        const { group } = catalogue[code];
        const [before, after] = direction === "add" ? (["off", "on"] as const) : (["on", "off"] as const);
        return (
          <li key={`${code} ${direction}`} className="flex flex-wrap items-center gap-x-2">
            <span>{words(`permission.${code}`)}:</span>
            <span className="inline-flex items-center gap-1.5">
              {states(`${before}.${group}`)}
              <ArrowRight aria-label="→" className="size-3.5 text-ink-2" />
              <span className="font-medium">{states(`${after}.${group}`)}</span>
            </span>
            {risk === "high" ? <Badge tone="warn">{words("risk.high")}</Badge> : null}
            <span className="figures ml-auto font-medium">{t("members", { count })}</span>
          </li>
        );
      })}
    </ul>
  );
}
