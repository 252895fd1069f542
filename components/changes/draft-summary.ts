"use client";

import { useTranslations } from "next-intl";
import { catalogue } from "@/lib/domain/permission-catalogue";
import type { DraftView } from "@/lib/domain/views/change-set";

const order = ["grantsAdded", "grantsRemoved", "bansAdded", "bansRemoved"] as const;

/** The draft in one sentence: "+2 grants, −1 restriction on 3 members". What drops out is counted apart. */
export function useDraftSummary(draft: DraftView | null): string {
  const t = useTranslations("changes.pending");
  if (draft === null) return "";
  const counts = { grantsAdded: 0, grantsRemoved: 0, bansAdded: 0, bansRemoved: 0 };
  for (const { code, direction, count } of draft.changes) {
    const grant = catalogue[code].kind === "grant";
    if (direction === "add") counts[grant ? "grantsAdded" : "bansAdded"] += count;
    else counts[grant ? "grantsRemoved" : "bansRemoved"] += count;
  }
  const what = order.filter((kind) => counts[kind] > 0).map((kind) => t(kind, { count: counts[kind] }));
  return [
    ...(what.length > 0 ? [t("on", { what: what.join(t("separator")), members: draft.members })] : []),
    ...(draft.dropped > 0 ? [t("dropped", { count: draft.dropped })] : []),
  ].join(" · ");
}
