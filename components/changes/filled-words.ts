"use client";

import { useTranslations } from "next-intl";

/** What came of wishes for the draft, counted. */
export interface FilledCounts {
  readonly noted: number;
  readonly alreadySo: number;
  readonly blocked: number;
}

/** What came of wishes for the draft, a sentence for each that is not zero. */
export function useFilledWords(): (counts: FilledCounts) => string {
  const t = useTranslations("changes.filled");
  return (counts) =>
    (["noted", "alreadySo", "blocked"] as const)
      .flatMap((part) => (counts[part] > 0 ? [t(part, { count: counts[part] })] : []))
      .join(" ");
}
