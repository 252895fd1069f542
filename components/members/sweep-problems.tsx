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
            <DeskLink href={`/sweeps/${sweep.id}`} prefetch={false} className={buttonClass("plain", "small")}>
              {t("movedCertificate")}
            </DeskLink>
          ) : null
        }
      >
        {sweep.totalCount === null
          ? t("movedUncounted")
          : t("movedText", { total: format.number(sweep.totalCount), rows: format.number(sweep.rows) })}
      </Banner>,
    );
  if (sweep !== null && sweep.unreadable > 0)
    problems.push(
      <Banner key="unreadable" tone="warn" title={t("unreadable", { count: sweep.unreadable })}>
        {t("unreadableText")}
      </Banner>,
    );
  if (sweep !== null && sweep.status !== "running" && sweep.permissionsFailed > 0)
    problems.push(
      <Banner key="partly" tone="warn" title={t("partly", { count: sweep.permissionsFailed })}>
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
