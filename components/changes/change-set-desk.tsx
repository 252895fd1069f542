"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ReceiptAnnouncer } from "@/components/changes/receipt-announcer";
import { ReceiptsTable } from "@/components/changes/receipts-table";
import { StopButton, type StopChangeSet } from "@/components/changes/stop-button";
import { TakeUpButton, type TakeUpChanges } from "@/components/changes/take-up-button";
import { Totals } from "@/components/changes/totals";
import { useReceiptQuery } from "@/components/changes/use-receipt-query";
import { ExportMenu } from "@/components/exports/export-menu";
import { DeskLink } from "@/components/shell/desk-link";
import { Badge } from "@/components/ui/badge";
import { Banner } from "@/components/ui/banner";
import { ErrorText } from "@/components/ui/error-text";
import { Time } from "@/components/ui/time";
import type { Tone } from "@/components/ui/tone";
import { isOpen, useChangeSet } from "@/lib/client/change-set";
import { receiptExportPath } from "@/lib/client/export-file";
import { RequestFailed } from "@/lib/client/get-json";
import { type ChangeSetStatus, type ChangeSetView, lateAfterMs, reversalStates } from "@/lib/domain/views/change-set";

interface Props {
  readonly first: ChangeSetView;
  /** `null`: the person may not stop it. */
  readonly stop: StopChangeSet | null;
  /** `null`: the person may not ask for changes. */
  readonly takeUp: TakeUpChanges | null;
  readonly mayExport: boolean;
}

// Settled says that every change has an outcome, not that it went well: no green here.
const tones: Record<ChangeSetStatus, Tone> = {
  draft: "neutral",
  awaiting: "accent",
  applying: "accent",
  done: "neutral",
  discarded: "neutral",
};

/** One change set: who, why, when, and its receipts, live. */
export function ChangeSetDesk({ first, stop, takeUp, mayExport }: Props) {
  const t = useTranslations("changes.set");
  const receipts = useTranslations("changes.receipts");
  const words = useTranslations("words");
  const [query, setQuery] = useReceiptQuery();
  const { data: set = first, error: given, failureReason } = useChangeSet(first, query);
  // The first failed look says so already, while it is still tried again.
  const error = failureReason ?? given;
  const size = useTranslations("changes")("size", { changes: set.changes, relations: set.relations });
  const retryable = (set.totals.not_sent ?? 0) + (set.totals.no_effect ?? 0);
  const facts: readonly (readonly [string, ReactNode])[] = [
    [t("who"), set.requestedBy],
    [t("when"), set.appliedAt === null ? "–" : <Time key="when" at={set.appliedAt} />],
    ...(set.approval === null
      ? []
      : [
          [
            t(set.approval.status === "approved" ? "approvedBy" : "notApproved"),
            <DeskLink
              key="approval"
              href={`/approvals/${set.approval.id}`}
              className="text-accent underline underline-offset-2"
            >
              {set.approval.status === "approved" && set.approval.decidedBy
                ? set.approval.decidedBy
                : words(`approvalStatus.${set.approval.status}`)}
            </DeskLink>,
          ] as const,
        ]),
    ...(set.end === null
      ? []
      : [
          [
            t("until"),
            <span key="until">
              <Time at={set.end.at} />
              {reversalStates.map((state) =>
                set.end?.counts[state] ? (
                  <span key={state} className="block text-sm text-ink-2">
                    {t(`end.${state}`, { count: set.end.counts[state] })}
                  </span>
                ) : null,
              )}
            </span>,
          ] as const,
        ]),
    ...(set.reverses === null
      ? []
      : [
          [
            t("reverses"),
            <span key="reverses">
              <DeskLink
                href={`/changes/${set.reverses.changeSetId}`}
                className="text-accent underline underline-offset-2"
              >
                {t("firstHalf")}
              </DeskLink>
              <span className="block text-sm text-ink-2">
                {t("asked", { seconds: Math.round(set.reverses.lateMs / 1_000) })}
              </span>
            </span>,
          ] as const,
        ]),
    [t("purpose"), words(`purpose.${set.purpose}`)],
    [t("size"), size],
    ...(set.stoppedAt === null ? [] : [[t("stoppedAt"), <Time key="stopped" at={set.stoppedAt} />] as const]),
  ];
  return (
    <div className="grid gap-5">
      <header className="grid gap-3">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className="text-xl font-semibold">{t("title")}</h1>
          <Badge tone={tones[set.status]}>{words(`changeSetStatus.${set.status}`)}</Badge>
          <span className="font-mono text-xs text-ink-2">{set.id}</span>
        </div>
        <p className="max-w-prose break-words whitespace-pre-line">
          <span className="text-ink-2">{t("why")}:</span> {set.reason}
        </p>
        <dl className="grid grid-cols-1 gap-x-6 gap-y-3 rounded-lg border border-line bg-surface px-4 py-3 min-[30rem]:grid-cols-2 lg:grid-cols-4">
          {facts.map(([term, value]) => (
            <div key={term}>
              <dt className="text-xs text-ink-2">{term}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        {set.reverses !== null && set.reverses.lateMs > lateAfterMs ? (
          <Banner tone="warn" title={t("late", { minutes: Math.round(set.reverses.lateMs / 60_000) })} />
        ) : null}
        {set.approval === null ? <p className="text-sm text-ink-2">{t("singlePerson")}</p> : null}
      </header>
      {error === null ? null : (
        <Banner tone="warn" title={t("offline")}>
          <ErrorText error={error instanceof RequestFailed ? error.error : null} of="read" />
        </Banner>
      )}
      <section aria-labelledby="receipts" className="rounded-lg border border-line bg-surface">
        <div className="flex min-h-14 flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-4 py-2">
          <h2 id="receipts" className="text-lg font-semibold">
            {receipts("region")}
          </h2>
          <Totals totals={set.totals} />
          {stop === null || set.purpose === "reversal" ? null : <StopButton set={set} stop={stop} />}
          {mayExport ? (
            <div className="relative ml-auto">
              <ExportMenu
                label={receipts("export")}
                rows={set.changes}
                pathOf={(format) => receiptExportPath(set.id, format)}
              />
            </div>
          ) : null}
        </div>
        {takeUp === null || set.purpose === "calibration" ? null : (
          <div className="flex flex-wrap items-center justify-end gap-x-3 gap-y-2 border-b border-line px-4 py-2 empty:hidden">
            <TakeUpButton set={set} how="retry" count={retryable} takeUp={takeUp} />
            <TakeUpButton set={set} how="undo" count={set.totals.verified ?? 0} takeUp={takeUp} />
          </div>
        )}
        <ReceiptsTable set={set} query={query} onQuery={setQuery} />
      </section>
      <ReceiptAnnouncer set={set} live={isOpen(set)} />
    </div>
  );
}
