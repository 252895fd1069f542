"use client";

import { useFormatter, useTranslations } from "next-intl";
import { DeskLink } from "@/components/shell/desk-link";
import { Age } from "@/components/ui/age";
import type { DeskStatus, SweepView } from "@/lib/domain/views/desk";

/** How far the list is read, or when it was last read whole. Keeps its height, so that a sweep moves nothing. */
export function SweepLine({ status }: { readonly status: DeskStatus }) {
  const t = useTranslations("members.banner");
  const { sweep, lastCompleteAt, lastCompleteSweepId } = status;
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
      {sweep?.status !== "running" && lastCompleteSweepId !== null ? (
        <DeskLink href={`/sweeps/${lastCompleteSweepId}`} className={linkClass}>
          {t("certificate")}
        </DeskLink>
      ) : null}
      {sweep === null || !status.abilities.includes("sweep.read") ? null : (
        <DeskLink href="/sweeps" className={linkClass}>
          {t("sweeps")}
        </DeskLink>
      )}
    </section>
  );
}

const linkClass = "text-accent underline decoration-accent/40 underline-offset-2 hover:decoration-accent";

function Progress({ sweep, first }: { readonly sweep: SweepView; readonly first: boolean }) {
  const t = useTranslations("members.banner");
  const format = useFormatter();
  const title = t(first ? "first" : "running");
  const { counts } = sweep;
  if (counts === null) return <span className="font-medium text-ink">{title}</span>;
  const { permissionsFresh: fresh, permissionsDue: due, ratePerSecond: rate } = counts;
  // One whose read failed is through with, too.
  const answered = counts.permissionsDone + counts.permissionsFailed;
  const left = rate > 0 && due > answered ? Math.ceil((due - answered) / rate) : null;
  const time =
    left === null
      ? null
      : left < 90
        ? t("seconds", { count: left })
        : left < 5_400
          ? t("minutes", { count: Math.round(left / 60) })
          : t("hours", { count: Math.round(left / 3_600) });
  return (
    <>
      <span className="font-medium text-ink">{title}</span>
      <progress
        aria-label={title}
        className="h-1.5 w-28 appearance-none overflow-hidden rounded-full bg-line [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-line [&::-webkit-progress-value]:bg-accent"
        {...(due > 0 ? { value: fresh + answered, max: fresh + due } : {})}
      />
      <span className="figures">
        {due > 0
          ? t("progress", { done: format.number(fresh + answered), due: format.number(fresh + due) })
          : t("listing", { rows: format.number(counts.rows) })}
        {rate > 0 ? ` · ${t("rate", { rate: format.number(rate, { maximumFractionDigits: 1 }) })}` : null}
        {time === null ? null : ` · ${t("left", { time })}`}
      </span>
    </>
  );
}
