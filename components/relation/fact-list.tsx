import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import type { LocalFacts } from "@/lib/domain/local-facts";

/** The facts of one member, one under the other. */
export function FactList({ facts }: { readonly facts: LocalFacts }) {
  const t = useTranslations("relation.facts");
  const lines: readonly (readonly [string, ReactNode])[] = [
    [t("owner"), facts.owner || t("none")],
    [t("costCentre"), facts.costCentre || t("none")],
    [
      t("tags"),
      facts.tags.length === 0 ? (
        t("none")
      ) : (
        <span key="tags" className="flex flex-wrap gap-1">
          {facts.tags.map((tag) => (
            <Badge key={tag} tone="neutral">
              {tag}
            </Badge>
          ))}
        </span>
      ),
    ],
    [
      t("note"),
      facts.note === "" ? (
        t("none")
      ) : (
        <span key="note" className="whitespace-pre-line">
          {facts.note}
        </span>
      ),
    ],
  ];
  return (
    <dl className="grid gap-3">
      {lines.map(([term, value]) => (
        <div key={term}>
          <dt className="text-xs text-ink-2">{term}</dt>
          <dd className="wrap-anywhere">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
