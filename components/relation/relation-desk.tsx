"use client";

import { useQueryClient } from "@tanstack/react-query";
import { RefreshCw } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ActActions, RelationActs } from "@/components/account-operations/relation-acts";
import type { CheckNow } from "@/components/members/use-checks";
import { type CalibrationActions, CalibrationPanel } from "@/components/relation/calibration-panel";
import { LocalFacts } from "@/components/relation/local-facts";
import type { EditFacts } from "@/components/relation/local-facts-form";
import { OtherCodes } from "@/components/relation/other-codes";
import { PermissionGroups, type SetWanted } from "@/components/relation/permission-groups";
import { RelationEvents } from "@/components/relation/relation-events";
import { RelationHeader } from "@/components/relation/relation-header";
import { type AskRecords, UpstreamRecords } from "@/components/relation/upstream-records";
import { DeskLink } from "@/components/shell/desk-link";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { ErrorText } from "@/components/ui/error-text";
import { UpstreamCode } from "@/components/upstream/upstream-code";
import { useDeskStatus } from "@/lib/client/desk-status";
import { RequestFailed } from "@/lib/client/get-json";
import { relationChanged, useRelation } from "@/lib/client/relation";
import { useAction } from "@/lib/client/use-action";
import type { ActView } from "@/lib/domain/views/account-operation";
import type { DeskStatus } from "@/lib/domain/views/desk";
import type { RelationView } from "@/lib/domain/views/member";

interface Props {
  readonly first: RelationView;
  readonly status: DeskStatus;
  /** What can be done with the relation as a whole. */
  readonly acts: readonly ActView[];
  readonly actions: {
    readonly editFacts: EditFacts;
    readonly setWanted: SetWanted;
    readonly checkNow: CheckNow;
    readonly askRecords: AskRecords;
  } & CalibrationActions &
    ActActions;
}

/** One relation: what each side may do, what is wanted instead, and what has changed. */
export function RelationDesk({ first, acts, status: firstStatus, actions }: Props) {
  const t = useTranslations("relation");
  const client = useQueryClient();
  const { data: status } = useDeskStatus(firstStatus);
  const { data: view, error } = useRelation(first);
  const { row } = view;
  const check = useAction(actions.checkNow, { onDone: () => relationChanged(client, row.relationId) });
  const clock = { now: status.now, freshForMs: status.freshForMs };

  return (
    <div className="grid gap-5">
      <RelationHeader
        view={view}
        {...clock}
        action={
          status.abilities.includes("member.check") ? (
            <div className="grid justify-items-end gap-1">
              <Button
                disabled={check.running || view.checkPending}
                onClick={() => void check.run({ relationIds: [row.relationId] })}
              >
                <RefreshCw aria-hidden className={`size-4 ${view.checkPending ? "animate-spin" : ""}`} />
                {t(view.checkPending ? "check.pending" : "check.now")}
              </Button>
              {check.failure === null ? null : (
                <p role="alert" className="text-sm text-bad">
                  <ErrorText error={check.failure.error} of="action" />
                </p>
              )}
            </div>
          ) : null
        }
      />
      {error === null ? null : (
        <Banner tone="warn" title={t("check.stale")}>
          <ErrorText error={error instanceof RequestFailed ? error.error : null} of="read" />
        </Banner>
      )}
      {row.counterpart === "MASTER" ? (
        <Banner tone="neutral" title={t("master.title")}>
          {t("master.text")}
        </Banner>
      ) : null}
      {row.goneAt === null ? null : (
        <Banner tone="warn" title={t("gone.title")}>
          {t("gone.text")}
        </Banner>
      )}
      {row.readError === null ? null : (
        <Banner tone="bad" title={t("check.failed")}>
          <p>{t("check.failedText")}</p>
          <p>
            <UpstreamCode {...row.readError} />
          </p>
        </Banner>
      )}
      {view.openChangeSets.length === 0 ? null : (
        <Banner tone="accent" title={t("open.title")}>
          {t("open.text", { count: view.openChangeSets.length })}{" "}
          {view.openChangeSets.map((id) => (
            <DeskLink key={id} href={`/changes/${id}`} className="mr-2 text-accent underline underline-offset-2">
              {t("open.link")}
            </DeskLink>
          ))}
        </Banner>
      )}
      <div className="grid gap-x-8 gap-y-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="grid content-start gap-6">
          <RelationActs of="invitation" view={view} first={acts} actions={actions} />
          <PermissionGroups view={view} {...clock} setWanted={actions.setWanted} />
          <OtherCodes others={view.others} />
          <UpstreamRecords view={view} mayAsk={status.abilities.includes("member.check")} ask={actions.askRecords} />
          <RelationActs of="link" view={view} first={acts} actions={actions} />
          {status.abilities.includes("calibration.run") ? <CalibrationPanel view={view} actions={actions} /> : null}
        </div>
        <div className="grid content-start gap-6">
          <LocalFacts view={view} mayEdit={status.abilities.includes("fact.edit")} editFacts={actions.editFacts} />
          <RelationEvents events={view.events} />
        </div>
      </div>
    </div>
  );
}
