import { TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ChangeWords } from "@/components/changes/change-words";
import { Time } from "@/components/ui/time";
import type { PlannedRelation } from "@/lib/domain/views/change-set";

interface Props {
  readonly relation: PlannedRelation;
  /** What can be done about one that drops out. */
  readonly ways?: ReactNode;
}

/** What is planned for one relation: before → after in words, warnings, and the requests to come. */
export function PlannedRelationText({ relation, ways }: Props) {
  const t = useTranslations("changes.review");
  const words = useTranslations("words");
  const { dropped } = relation;
  return (
    <li className="grid gap-2 rounded-lg border border-line px-3 py-2.5">
      <div className="flex flex-wrap items-baseline gap-x-3">
        <span className="font-medium">{relation.name}</span>
        <span className="font-mono text-xs text-ink-2">{relation.uid}</span>
        {relation.readAt === null ? null : (
          <span className="ml-auto text-xs text-ink-2">
            {t("readAt")} <Time at={relation.readAt} />
          </span>
        )}
      </div>
      <ul className="grid gap-1">
        {relation.changes.map((change) => (
          <li
            key={change.code}
            className={`flex flex-wrap items-center gap-x-2 ${dropped === null ? "" : "text-ink-2"}`}
          >
            <ChangeWords {...change} />
          </li>
        ))}
      </ul>
      {dropped === null ? null : <p className="text-sm text-warn">{words(`dropped.${dropped}`)}</p>}
      {ways}
      {relation.warnings
        // Each high risk stands beside its change already.
        .filter((warning) => warning !== "high_risk")
        .map((warning) => (
          <p key={warning} className="flex items-start gap-1.5 text-sm text-warn">
            <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
            {words(`planWarning.${warning}`)}
          </p>
        ))}
      {dropped === null ? (
        <details className="text-sm text-ink-2">
          <summary className="min-h-6">{t("requests")}</summary>
          <ol className="mt-1 grid gap-0.5 font-mono text-xs">
            {relation.operations.map(({ verb, codes }) => (
              <li key={`${verb} ${codes.join()}`} className="break-all">
                {t("request", { verb, codes: codes.join(", ") })}
              </li>
            ))}
          </ol>
        </details>
      ) : null}
    </li>
  );
}
