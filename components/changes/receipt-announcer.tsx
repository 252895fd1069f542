"use client";

import { useTranslations } from "next-intl";
import { useRef } from "react";
import { type ChangeSetView, outcomes } from "@/lib/domain/views/change-set";

interface Props {
  readonly set: ChangeSetView;
  /** A receipt may still become another one. */
  readonly live: boolean;
}

/** Says receipts aloud as they come: one by its name, many by their numbers. */
export function ReceiptAnnouncer({ set, live }: Props) {
  const t = useTranslations("changes.receipts");
  const words = useTranslations("words");
  // What was settled when the page opened is on the page; only what comes later is news.
  const began = useRef(set.version);
  const settled = outcomes.reduce((sum, outcome) => sum + (set.totals[outcome] ?? 0), 0);
  const only = set.changes === 1 ? set.receipts[0] : undefined;
  const totals = outcomes
    .filter((outcome) => (set.totals[outcome] ?? 0) > 0)
    .map((outcome) => `${set.totals[outcome]} ${words(`outcome.${outcome}`)}`)
    .join(", ");
  const text =
    settled === 0 || (set.version === began.current && !live)
      ? ""
      : only?.outcome
        ? t("announce", {
            label: words(`permission.${only.code}`),
            name: only.name,
            result: words(`outcome.${only.outcome}`),
          })
        : t("announceMany", { done: settled, total: set.changes, totals });
  return (
    <p role="status" className="sr-only">
      {text}
    </p>
  );
}
