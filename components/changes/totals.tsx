import { useTranslations } from "next-intl";
import { OutcomeBadge } from "@/components/changes/outcome-badge";
import { type ChangeSetView, outcomes, type Progress } from "@/lib/domain/views/change-set";

const progresses: readonly Progress[] = ["queued", "sending", "checking"];

interface Props {
  readonly totals: ChangeSetView["totals"];
  /** The number of changes stands beside it already. */
  readonly sumIsSaid?: boolean;
}

/** How many changes ended how; the numbers add up to the number of changes. */
export function Totals({ totals, sumIsSaid = false }: Props) {
  const t = useTranslations("changes.set");
  const parts = [...outcomes, ...progresses].flatMap((result) => {
    const count = totals[result] ?? 0;
    return count > 0 ? [{ result, count }] : [];
  });
  const sum = parts.reduce((all, { count }) => all + count, 0);
  return (
    <span className="inline-flex flex-wrap items-center gap-1.5">
      {sumIsSaid ? null : (
        <span className="figures mr-1 whitespace-nowrap text-ink-2">{t("total", { count: sum })}</span>
      )}
      {parts.map((part) => (
        <OutcomeBadge key={part.result} {...part} />
      ))}
    </span>
  );
}
