"use client";

import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Banner } from "@/components/ui/banner";
import type { DeskStatus } from "@/lib/domain/views/desk";

function Evidence({ code, requestId }: { readonly code: string | null; readonly requestId: string | null }) {
  const t = useTranslations("members.banner");
  return (
    <span className="font-mono text-xs">
      {[code === null ? null : t("code", { code }), requestId === null ? null : t("requestId", { requestId })]
        .filter((part) => part !== null)
        .join(" · ")}
    </span>
  );
}

const accountProblems = ["other_account", "no_credentials"] as const;

/** What is wrong with the list as a whole: failed, old, does not add up, partly unread. Nothing when it is well. */
export function SweepProblems({ status }: { readonly status: DeskStatus }) {
  const t = useTranslations("members.banner");
  const words = useTranslations("words.accountProblem");
  const format = useFormatter();
  const { sweep } = status;
  const problems: ReactNode[] = [];
  if (status.accountProblem !== null) {
    const { code, requestId } = status.accountProblem;
    const rights = /^(Forbidden|NoPermission|NotAuthorized)/.test(code);
    const known = rights ? "no_rights" : accountProblems.find((name) => name === code);
    problems.push(
      <Banner key="account" tone="bad" title={t("account")}>
        {known ? words(known) : words("unknown", { code })}{" "}
        <Evidence code={rights ? code : null} requestId={requestId} />
      </Banner>,
    );
  }
  if (sweep?.status === "failed")
    problems.push(
      <Banner key="failed" tone="bad" title={t("failed")}>
        {t("failedText")} <Evidence code={sweep.errorCode} requestId={sweep.errorRequestId} />
      </Banner>,
    );
  if (sweep?.status === "moved")
    problems.push(
      <Banner key="moved" tone="warn" title={t("moved")}>
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
  if (status.old && sweep?.status !== "failed" && sweep?.status !== "running")
    problems.push(
      <Banner key="old" tone="warn" title={t("old")}>
        {t(status.lastCompleteAt === null ? "oldNever" : "oldText")}
      </Banner>,
    );
  return problems.length === 0 ? null : <div className="grid gap-2">{problems}</div>;
}
