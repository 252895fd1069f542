"use client";

import { useFormatter, useTranslations } from "next-intl";
import { Age } from "@/components/ui/age";
import type { DeskStatus, SweepView } from "@/lib/domain/views/desk";

/** How far the list is read, or when it was last read whole. Keeps its height, so that a sweep moves nothing. */
export function SweepLine({ status }: { readonly status: DeskStatus }) {
  const t = useTranslations("members.banner");
  const { sweep, lastCompleteAt } = status;
  return (
    <section aria-label={t("label")} className="flex min-h-6 flex-wrap items-center gap-x-3 text-sm text-ink-2">
      {sweep?.status === "running" ? (
        <Progress sweep={sweep} first={lastCompleteAt === null} />
      ) : lastCompleteAt === null ? (
        t("none")
      ) : (
        <span>
          {t("last")}{" "}
          <Age at={lastCompleteAt} now={status.now} freshForMs={status.old ? 0 : Number.POSITIVE_INFINITY} />
        </span>
      )}
    </section>
  );
}

function Progress({ sweep, first }: { readonly sweep: SweepView; readonly first: boolean }) {
  const t = useTranslations("members.banner");
  const format = useFormatter();
  const { permissionsDone: done, permissionsDue: due, ratePerSecond: rate } = sweep;
  const left = rate > 0 && due > done ? Math.ceil((due - done) / rate) : null;
  const time =
    left === null
      ? null
      : left < 90
        ? t("seconds", { count: left })
        : left < 5_400
          ? t("minutes", { count: Math.round(left / 60) })
          : t("hours", { count: Math.round(left / 3_600) });
  const title = t(first ? "first" : "running");
  return (
    <>
      <span className="font-medium text-ink">{title}</span>
      <progress
        aria-label={title}
        className="h-1.5 w-28 appearance-none overflow-hidden rounded-full bg-line [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-line [&::-webkit-progress-value]:bg-accent"
        {...(due > 0 ? { value: done, max: due } : {})}
      />
      <span className="figures">
        {due > 0
          ? t("progress", { done: format.number(done), due: format.number(due) })
          : t("listing", { rows: format.number(sweep.rows) })}
        {rate > 0 ? ` · ${t("rate", { rate: format.number(rate, { maximumFractionDigits: 1 }) })}` : null}
        {time === null ? null : ` · ${t("left", { time })}`}
      </span>
    </>
  );
}
