import { useTranslations } from "next-intl";
import { Time } from "@/components/ui/time";
import type { Instant } from "@/lib/domain/ids";

interface Props {
  /** `null`: upstream gave an empty EndTime. */
  readonly at: Instant | null;
  readonly now: Instant;
  readonly className?: string;
}

/** When something ends: "no end", the time, or the time and "ended". */
export function EndTime({ at, now, className = "" }: Props) {
  const t = useTranslations("common.time");
  if (at === null) return <span className="text-ink-2">{t("none")}</span>;
  return (
    <>
      <Time at={at} className={className} /> {at <= now ? <span className="text-warn">{t("ended")}</span> : null}
    </>
  );
}
