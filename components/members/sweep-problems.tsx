"use client";

import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { DeskLink } from "@/components/shell/desk-link";
import { Banner } from "@/components/ui/banner";
import { buttonClass } from "@/components/ui/button";
import { UpstreamCode } from "@/components/upstream/upstream-code";
import type { DeskStatus } from "@/lib/domain/views/desk";

/** What is wrong with the list as a whole: failed, old, does not add up, partly unread. Nothing when it is well. */
export function SweepProblems({ status }: { readonly status: DeskStatus }) {
  const t = useTranslations("members.banner");
  const format = useFormatter();
  const { sweep, sweepFailure } = status;
  const counts = sweep?.counts ?? null;
  const problems: ReactNode[] = [];
  if (status.accountProblem !== null) {
    problems.push(
      <Banner key="account" tone="bad" title={t("account")}>
        <UpstreamCode {...status.accountProblem} />
      </Banner>,
    );
  }
  if (status.restoredAt !== null)
    problems.push(
      <Banner key="restored" tone="warn" title={t("restored")}>
        {t("restoredText")}
      </Banner>,
    );
  if (sweepFailure !== null)
    problems.push(
      <Banner key="failed" tone="bad" title={t("failed")}>
        <p>{t("failedText")}</p>
        <p>
          <UpstreamCode {...sweepFailure} />
        </p>
      </Banner>,
    );
  if (sweep?.status === "moved")
    problems.push(
      <Banner
        key="moved"
        tone="warn"
        title={t("moved")}
        action={
          status.abilities.includes("sweep.read") ? (
            <DeskLink href={`/sweeps/${sweep.id}`} className={buttonClass("plain", "small")}>
              {t("movedCertificate")}
            </DeskLink>
          ) : null
        }
      >
        {counts?.totalCount == null
          ? t("movedUncounted")
          : t("movedText", { total: format.number(counts.totalCount), rows: format.number(counts.rows) })}
      </Banner>,
    );
  if (counts !== null && counts.unreadable > 0)
    problems.push(
      <Banner key="unreadable" tone="warn" title={t("unreadable", { count: counts.unreadable })}>
        {t("unreadableText")}
      </Banner>,
    );
  // Who sees a part of the members sees it beside each of theirs.
  if (counts !== null && sweep?.status !== "running" && counts.permissionsFailed > 0)
    problems.push(
      <Banner key="partly" tone="warn" title={t("partly", { count: counts.permissionsFailed })}>
        {t("partlyText")}
      </Banner>,
    );
  if (status.old && sweepFailure === null && sweep?.status !== "running")
    problems.push(
      <Banner key="old" tone="warn" title={t("old")}>
        {t(status.lastCompleteAt === null ? "oldNever" : "oldText")}
      </Banner>,
    );
  return problems.length === 0 ? null : <div className="grid gap-2">{problems}</div>;
}
