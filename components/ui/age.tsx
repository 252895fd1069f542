"use client";

import { TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { useServerClock } from "./clock";
import { hint } from "./hint";

const steps = [
  ["days", 86_400_000],
  ["hours", 3_600_000],
  ["minutes", 60_000],
] as const;

interface Props {
  /** When it was checked, ISO; `null`: never. */
  readonly at: string | null;
  /** When the server made the page, ISO (`DeskStatus.now`). */
  readonly now: string;
  /** Older than this many milliseconds is amber, with a sign and words. */
  readonly freshForMs: number;
  /** "checked 3 min ago" instead of "3 min ago". */
  readonly sentence?: boolean;
}

/** How old an observation is. Moves on by itself. */
export function Age({ at, now, freshForMs, sentence = false }: Props) {
  const t = useTranslations("common.age");
  const clock = useServerClock(now);
  if (at === null) return <span className="whitespace-nowrap text-ink-2">{t("never")}</span>;
  const elapsed = Math.max(0, clock - Date.parse(at));
  const old = elapsed > freshForMs;
  const step = steps.find(([, length]) => elapsed >= length);
  const age = step ? t(step[0], { count: Math.floor(elapsed / step[1]) }) : t("now");
  return (
    <time
      dateTime={at}
      className={`figures inline-flex items-center gap-1 whitespace-nowrap ${old ? "font-medium text-warn" : "text-ink-2"}`}
      {...{ tabIndex: 0, ...hint(old ? `UTC ${at}\n${t("old")}` : `UTC ${at}`) }}
    >
      {old ? <TriangleAlert aria-hidden className="size-3.5" /> : null}
      {sentence ? t("checked", { age }) : age}
    </time>
  );
}
