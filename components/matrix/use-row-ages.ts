"use client";

import { useTranslations } from "next-intl";
import { useServerClock } from "@/components/ui/clock";
import type { DeskStatus } from "@/lib/domain/views/desk";
import type { MatrixRow } from "@/lib/domain/views/matrix";

const steps = [
  ["days", 86_400_000],
  ["hours", 3_600_000],
  ["minutes", 60_000],
] as const;

/** How old rows are, in words: `common.age`, without the stop that `Age` takes in the order of Tab. */
export function useRowAges({ now, freshForMs }: Pick<DeskStatus, "now" | "freshForMs">) {
  const t = useTranslations("common.age");
  const clock = useServerClock(now);
  const elapsedOf = (row: MatrixRow): number => Math.max(0, clock - row[5] * 1_000);
  /** Null: never read. */
  const ageOf = (row: MatrixRow): string | null => {
    if (row[5] === 0) return null;
    const elapsed = elapsedOf(row);
    const [unit, length] = steps.find(([, each]) => elapsed >= each) ?? [null, 1];
    return unit === null ? t("now") : t(unit, { count: Math.floor(elapsed / length) });
  };
  /** Only where it is beyond the freshness limit. */
  const oldAge = (row: MatrixRow): string | null =>
    row[5] !== 0 && elapsedOf(row) > freshForMs ? t("checked", { age: ageOf(row) ?? "" }) : null;
  return { ageOf, oldAge };
}
