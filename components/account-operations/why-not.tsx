"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Banner } from "@/components/ui/banner";
import { Time } from "@/components/ui/time";
import { explainedCode } from "@/components/upstream/explained-code";
import { UpstreamCode } from "@/components/upstream/upstream-code";
import { useDeskStatus } from "@/lib/client/desk-status";
import type { NewMemberView } from "@/lib/domain/views/account-operation";
import type { DeskStatus } from "@/lib/domain/views/desk";

interface Props {
  readonly view: NewMemberView;
  readonly status: DeskStatus;
  /** What belongs under the last refusal: a box to try in spite of it. */
  readonly again?: ReactNode;
}

/** Why an account cannot be created or linked now, or may not be, before anything is typed. */
export function WhyNot({ view, status: first, again }: Props) {
  const t = useTranslations("operations");
  const { data: status } = useDeskStatus(first);
  const { blocked, refused } = view;
  return (
    <div className="grid gap-2 empty:hidden">
      {blocked === null ? null : (
        <Banner tone="warn" title={t("blocked.title")}>
          {t(`blocked.${blocked}`)}
        </Banner>
      )}
      {blocked === null && status.paused ? <Banner tone="warn" title={t("pausedNote")} /> : null}
      {refused === null ? null : (
        <Banner tone="warn" title={t("create.refusedTitle")}>
          <div className="grid gap-1.5">
            <p>
              <UpstreamCode code={refused.code} requestId={refused.requestId} />
            </p>
            {view.act === "create" && explainedCode(refused.code) !== "notReseller" ? (
              <p>{t("create.refusedText")}</p>
            ) : null}
            <p>
              {t("create.refusedAt")} <Time at={refused.at} />
            </p>
            {blocked === null ? again : null}
          </div>
        </Banner>
      )}
    </div>
  );
}
