import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { ApprovalSubjectText } from "@/components/approvals/approval-subject";
import { DecideForm } from "@/components/approvals/decide-form";
import { StatusBadge } from "@/components/approvals/status-badge";
import { ActionButton } from "@/components/shell/action-button";
import { DeskLink } from "@/components/shell/desk-link";
import { buttonClass } from "@/components/ui/button";
import { Time } from "@/components/ui/time";
import { Fact } from "@/components/upstream/fact";
import { isFresh } from "@/lib/domain/fresh-confirmation";
import { approvalView } from "@/lib/services/approvals/approval-view";
import { decideApproval, withdrawApproval } from "../../../_actions/approvals";
import { orNotFound } from "../../../_wiring/or-not-found";
import { pageContext } from "../../../_wiring/page-context";
import { pageStatus } from "../../../_wiring/page-status";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("approvals"))("one") };
}

interface Props {
  readonly params: Promise<{ readonly id: string }>;
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

/** One request for a second person: what, who, why, and the decision, to be made or made. */
export default async function ApprovalPage({ params, searchParams }: Props) {
  const context = await pageContext();
  const { id } = await params;
  const asked = [(await searchParams).page].flat()[0] ?? "";
  const page = /^[1-9]\d{0,3}$/.test(asked) ? Number(asked) : 1;
  const approval = await approvalView(context, { approvalId: id, page }).catch(
    orNotFound(context, ["approval", "approval.read", id]),
  );
  const { accounts } = await pageStatus(context);
  const t = await getTranslations("approvals");
  const words = await getTranslations("words");
  const { subject, status } = approval;
  const isWaiting = status === "waiting";
  const facts: readonly (readonly [string, ReactNode])[] = [
    [t("column.who"), approval.requestedBy],
    [t("column.when"), <Time key="when" at={approval.requestedAt} />],
    ...(isWaiting ? [[t("expires"), <Time key="expires" at={approval.expiresAt} />] as const] : []),
    ...(approval.decidedBy === null ? [] : [[t("decidedBy"), approval.decidedBy] as const]),
    ...(approval.decidedAt === null ? [] : [[t("decidedAt"), <Time key="decided" at={approval.decidedAt} />] as const]),
  ];
  return (
    <div className="grid max-w-5xl gap-5">
      <header className="grid gap-3">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className="text-xl font-semibold">{words(`approvalKind.${approval.kind}`)}</h1>
          <StatusBadge status={status} />
        </div>
        {approval.reason === "" ? null : (
          <p className="max-w-prose break-words whitespace-pre-line">
            <span className="text-ink-2">{t("column.reason")}:</span> {approval.reason}
          </p>
        )}
        <dl className="grid grid-cols-1 gap-x-6 gap-y-3 rounded-lg border border-line bg-surface px-4 py-3 min-[30rem]:grid-cols-2 lg:grid-cols-4">
          {facts.map(([term, value]) => (
            <Fact key={term} term={term}>
              {value}
            </Fact>
          ))}
        </dl>
        {approval.decisionReason === null ? null : (
          <p className="max-w-prose break-words whitespace-pre-line">
            <span className="text-ink-2">{t("decide.reason")}:</span> {approval.decisionReason}
          </p>
        )}
        {approval.voidReason === null ? null : (
          <p className="text-warn">{t("voidBecause", { why: words(`voidReason.${approval.voidReason}`) })}</p>
        )}
        {isWaiting && approval.block ? <p className="text-ink-2">{t(`decide.${approval.block}`)}</p> : null}
      </header>
      {subject.kind === "change_set" ? null : (
        <ApprovalSubjectText subject={subject} subjectId={approval.subjectId} accounts={accounts} />
      )}
      {isWaiting ? (
        <DecideForm
          approval={approval}
          page={page}
          confirmed={isFresh(context.actor.confirmedAt, context.now())}
          decide={approval.block === null ? decideApproval.bind(null, context.payer) : null}
        />
      ) : null}
      <div className="flex flex-wrap items-center gap-3 empty:hidden">
        {isWaiting && approval.own ? (
          <ActionButton
            variant="danger"
            action={withdrawApproval.bind(null, context.payer, { approvalId: approval.id })}
          >
            {t("decide.withdraw")}
          </ActionButton>
        ) : null}
        {!isWaiting && approval.kind === "change_set" && approval.subjectId ? (
          <DeskLink href={`/changes/${approval.subjectId}`} className={buttonClass()}>
            {t("toSubject")}
          </DeskLink>
        ) : null}
      </div>
    </div>
  );
}
