"use client";

import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { PlannedRelationText } from "@/components/changes/planned-relation";
import { PlannedTotals } from "@/components/changes/planned-totals";
import { DeskLink } from "@/components/shell/desk-link";
import { useDeskRouter } from "@/components/shell/desk-router";
import { Banner } from "@/components/ui/banner";
import { Button, buttonClass } from "@/components/ui/button";
import { ConfirmAgain } from "@/components/ui/confirm-again";
import { ErrorText } from "@/components/ui/error-text";
import { CheckboxLine, Textarea } from "@/components/ui/field";
import { LiveField } from "@/components/ui/live-field";
import { Time } from "@/components/ui/time";
import { type Action, useAction } from "@/lib/client/use-action";
import type { RelationId } from "@/lib/domain/ids";
import type { ApprovalStatus, ApprovalSubject, ApprovalView } from "@/lib/domain/views/approval";
import { plannedAtOnce } from "@/lib/domain/views/change-set";

export type DecideApproval = Action<
  {
    approvalId: string;
    hash: string;
    decision: "approve" | "reject";
    except: readonly RelationId[];
    reason: string;
  },
  { readonly status: Exclude<ApprovalStatus, "waiting" | "withdrawn">; readonly subjectId: string | null }
>;

interface Props {
  readonly approval: ApprovalView;
  /** `null`: this person does not decide it; the page says why. */
  readonly decide: DecideApproval | null;
  /** Which hundred of the plan's members are shown, from 1. What was left out on another page stays so. */
  readonly page: number;
  /** Whether the person has just shown that it is them, as deciding wants it. */
  readonly confirmed: boolean;
}

/** A plan that waits, a member at a time, and the second person's decision on it, or on whatever else was asked for. */
export function DecideForm({ approval, page, decide, confirmed }: Props) {
  const [except, setExcept] = useState<ReadonlySet<RelationId>>(new Set());
  const t = useTranslations("approvals.decide");
  const { subject } = approval;
  const toggle = (relationId: RelationId) =>
    setExcept((before) => {
      const after = new Set(before);
      if (!after.delete(relationId)) after.add(relationId);
      return after;
    });
  return (
    <div className="grid gap-5">
      {subject.kind === "change_set" ? (
        <Plan
          subject={subject}
          page={page}
          path={`/approvals/${approval.id}`}
          except={except}
          toggle={decide && confirmed ? toggle : null}
        />
      ) : null}
      {decide && !confirmed ? <Banner tone="neutral" title={t("confirmFirst")} action={<ConfirmAgain />} /> : null}
      {decide && confirmed ? <Decision approval={approval} decide={decide} except={[...except]} /> : null}
    </div>
  );
}

interface PlanProps {
  readonly subject: Extract<ApprovalSubject, { kind: "change_set" }>;
  readonly page: number;
  readonly path: string;
  readonly except: ReadonlySet<RelationId>;
  readonly toggle: ((relationId: RelationId) => void) | null;
}

function Plan({ subject: { plan, until, voided }, page, path, except, toggle }: PlanProps) {
  const t = useTranslations("approvals");
  const changes = plan.changes.reduce((sum, { count }) => sum + count, 0);
  const members = plan.members + plan.dropped;
  const pages = Math.ceil(members / plannedAtOnce);
  return (
    <section className="grid gap-3" aria-label={t("column.what")}>
      <p>{t("subject.planned", { changes, relations: plan.members, requests: plan.requests })}</p>
      {until === null ? null : (
        <p className="font-medium">
          {t("subject.until")} <Time at={until} />
        </p>
      )}
      {plan.members < 2 ? null : <PlannedTotals changes={plan.changes} />}
      {voided.length === 0 ? null : <Banner tone="warn" title={t("subject.void", { count: voided.length })} />}
      <ul className="grid gap-2">
        {plan.relations.map((relation) => (
          <PlannedRelationText
            key={relation.relationId}
            relation={relation}
            ways={
              voided.includes(relation.relationId) ? (
                <p className="text-sm text-warn">{t("subject.voidOne")}</p>
              ) : toggle && relation.dropped === null && plan.members > 1 ? (
                <CheckboxLine checked={!except.has(relation.relationId)} onChange={() => toggle(relation.relationId)}>
                  {t("decide.include", { name: relation.name })}
                </CheckboxLine>
              ) : null
            }
          />
        ))}
      </ul>
      {pages < 2 ? null : (
        <nav aria-label={t("column.what")} className="flex flex-wrap items-center gap-3 text-sm text-ink-2">
          <span>{t("subject.page", { page, pages, members })}</span>
          {page > 1 ? (
            <DeskLink href={`${path}?page=${page - 1}`} scroll={false} className={buttonClass("plain", "small")}>
              {t("previous")}
            </DeskLink>
          ) : null}
          {page < pages ? (
            <DeskLink href={`${path}?page=${page + 1}`} scroll={false} className={buttonClass("plain", "small")}>
              {t("next")}
            </DeskLink>
          ) : null}
        </nav>
      )}
    </section>
  );
}

interface DecisionProps {
  readonly approval: ApprovalView;
  readonly decide: DecideApproval;
  readonly except: readonly RelationId[];
}

function Decision({ approval, decide, except }: DecisionProps) {
  const t = useTranslations("approvals.decide");
  const router = useDeskRouter();
  const heading = useId();
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  const action = useAction(decide, {
    onDone: () => router.refresh(),
    // Whatever was wrong, what the person decides on next is the request of now.
    onFailed: () => router.refresh(),
  });
  const { plan } = approval.subject.kind === "change_set" ? approval.subject : { plan: null };
  const send = (decision: "approve" | "reject") => {
    const given = reason.trim();
    setMissing(given === "");
    if (given === "") return;
    const { id: approvalId, hash } = approval;
    void action.run({ approvalId, hash, decision, except: decision === "approve" ? except : [], reason: given });
  };
  const { failure } = action;
  const left = plan ? plan.members - except.length : 1;
  return (
    <section aria-labelledby={heading} className="grid gap-3 rounded-lg border border-line bg-surface p-4">
      <h2 id={heading} className="text-lg font-semibold">
        {t("title")}
      </h2>
      {failure === null ? null : failure.error?.code === "stale_plan" ? (
        <Banner tone="warn" role="alert" title={t("stale")} />
      ) : (
        <Banner tone="bad" role="alert" title={<ErrorText error={failure.error} of="action" />} />
      )}
      <LiveField label={t("reason")} note={t("reasonHint")} error={missing ? t("reasonMissing") : null}>
        {(ids) => (
          <Textarea
            {...ids}
            required
            rows={2}
            maxLength={1_000}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </LiveField>
      {left > 0 ? null : <p className="text-sm text-warn">{t("nothingLeft")}</p>}
      <div className="flex flex-wrap gap-2">
        <Button variant="primary" disabled={action.running || left <= 0} onClick={() => send("approve")}>
          {left > 0 && except.length > 0 ? t("approveSome", { count: left }) : t("approve")}
        </Button>
        <Button variant="danger" disabled={action.running} onClick={() => send("reject")}>
          {t("reject")}
        </Button>
      </div>
    </section>
  );
}
