"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "next-intl";
import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { DroppedRelation } from "@/components/changes/dropped-relation";
import type { PendingActions } from "@/components/changes/pending-changes";
import { PlannedRelationText } from "@/components/changes/planned-relation";
import { PlannedTotals } from "@/components/changes/planned-totals";
import { DeskLink } from "@/components/shell/desk-link";
import { useDeskRouter } from "@/components/shell/desk-router";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { ErrorText } from "@/components/ui/error-text";
import { Input, Textarea } from "@/components/ui/field";
import { LiveField } from "@/components/ui/live-field";
import { draftChanged, draftIs, useMoreRelations } from "@/lib/client/draft";
import { relationsChanged } from "@/lib/client/relation";
import { useAction } from "@/lib/client/use-action";
import { type Instant, millis } from "@/lib/domain/ids";
import type { DraftView } from "@/lib/domain/views/change-set";

interface Props {
  readonly draft: DraftView;
  /** It is not pending any more: applied or discarded in another tab, or by a request whose answer never came. */
  readonly ended: boolean;
  readonly paused: boolean;
  /** Kept by whoever opens the dialog, so that closing it loses nothing that was typed. */
  readonly reason: string;
  readonly onReason: (reason: string) => void;
  readonly actions: Pick<PendingActions, "applyChangeSet" | "lookAgain" | "sendForApproval" | "takeOut">;
  readonly onClose: () => void;
}

/** What will be sent, for whom, in words; what drops out is said before. With a reason it is applied. */
export function ReviewDialog({ draft, ended, paused, reason, onReason, actions, onClose }: Props) {
  const t = useTranslations("changes.review");
  const client = useQueryClient();
  const router = useDeskRouter();
  const format = useFormatter();
  const form = useId();
  const [missing, setMissing] = useState(false);
  const [until, setUntil] = useState(draft.until === null ? "" : localOf(draft.until));
  const box = useRef<HTMLTextAreaElement>(null);
  const action = useAction(actions.applyChangeSet, {
    onDone: ({ changeSetId }) => {
      onClose();
      router.push(`/changes/${changeSetId}`);
      draftIs(client, null);
      return relationsChanged(client);
    },
    // Whatever was wrong, the plan that the person decides on next is the one of now. It is not waited for: the
    // answer, or that none came, is said at once.
    onFailed: () => void draftChanged(client),
  });
  useEffect(() => {
    void draftChanged(client);
  }, [client]);
  useEffect(() => {
    if (ended) void relationsChanged(client);
  }, [client, ended]);

  const send = useAction(actions.sendForApproval, {
    onDone: ({ approvalId }) => {
      onClose();
      router.push(`/approvals/${approvalId}`);
      draftIs(client, null);
    },
    onFailed: () => void draftChanged(client),
  });
  const wantsSecond = until === "" ? draft.secondPerson : draft.secondPersonForEnd;
  const way = wantsSecond ? send : action;

  const further = useMoreRelations(draft);
  const shown = [...draft.relations, ...further.relations];
  const kept = shown.filter(({ dropped }) => dropped === null);
  const dropped = shown.filter((relation) => relation.dropped !== null);
  const changes = draft.changes.reduce((sum, { count }) => sum + count, 0);
  const sendable = draft.members > 0 && !ended;
  const left = draft.members + draft.dropped - shown.length;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const given = reason.trim();
    setMissing(given === "");
    if (given === "") box.current?.focus();
    else void way.run({ changeSetId: draft.id, planHash: draft.hash, reason: given, until: utcOf(until) });
  };
  const { failure } = way;
  const refused = failure?.error?.code === "bad_input" && failure.error.fields?.includes("reason");
  const badEnd = failure?.error?.code === "bad_input" && failure.error.fields?.includes("until");
  const untilNote = draft.until === null ? t("untilHint") : `${t("untilCarried")} ${t("untilHint")}`;
  const unanswered = failure !== null && failure.error === null;

  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      initialFocus={box}
      title={t("title")}
      description={
        ended
          ? t("introEnded")
          : draft.members === 0
            ? t("introNothing")
            : t("intro", { changes, relations: draft.members, requests: draft.requests })
      }
      ask={
        // What was typed stays to be read and copied when the draft has ended.
        sendable || (ended && reason !== "") ? (
          <form id={form} onSubmit={submit} noValidate className="grid gap-3">
            <LiveField
              label={t("reason")}
              note={t("reasonHint")}
              error={missing || refused ? t("reasonMissing") : null}
            >
              {(ids) => (
                <Textarea
                  {...ids}
                  ref={box}
                  required
                  readOnly={ended}
                  rows={2}
                  maxLength={1_000}
                  value={reason}
                  onKeyDown={(event) => {
                    if (event.key === "Enter" && (event.ctrlKey || event.metaKey))
                      event.currentTarget.form?.requestSubmit();
                  }}
                  onChange={(event) => {
                    onReason(event.target.value);
                    if (event.target.value.trim() !== "") setMissing(false);
                  }}
                />
              )}
            </LiveField>
            {ended ? null : (
              <details open={badEnd || draft.until !== null || undefined}>
                <summary className="min-h-6 w-fit text-sm text-accent">{t("end")}</summary>
                <LiveField label={t("until")} note={untilNote} error={badEnd ? t("untilWrong") : null}>
                  {(ids) => (
                    <Input
                      {...ids}
                      type="datetime-local"
                      value={until}
                      onChange={(event) => setUntil(event.target.value)}
                      className="w-fit max-w-full"
                    />
                  )}
                </LiveField>
              </details>
            )}
          </form>
        ) : null
      }
      footer={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          {sendable ? (
            <Button type="submit" form={form} variant="primary" disabled={way.running}>
              {wantsSecond ? t(send.running ? "sending" : "send") : t(action.running ? "applying" : "apply")}
            </Button>
          ) : null}
        </>
      }
    >
      <div className="grid gap-4">
        {failure === null || refused || badEnd || (ended && !unanswered) ? null : failure.error?.code ===
          "stale_plan" ? (
          <Banner tone="warn" role="alert" title={t("stale")} />
        ) : (
          <Banner tone="bad" role="alert" title={<ErrorText error={failure.error} of="action" />} />
        )}
        {ended ? (
          <Banner
            tone="warn"
            role="alert"
            title={t(unanswered ? "endedUnanswered" : "ended")}
            action={
              <DeskLink href="/changes" className="text-accent underline" onClick={onClose}>
                {t("toChanges")}
              </DeskLink>
            }
          />
        ) : null}
        {wantsSecond && sendable ? <Banner tone="neutral" title={t("secondPerson")} /> : null}
        {paused && sendable ? <Banner tone="warn" title={t("paused")} /> : null}
        {draft.members < 2 || ended ? null : <PlannedTotals changes={draft.changes} />}
        {dropped.length === 0 || ended ? null : (
          <section className="grid gap-2">
            <Banner tone="warn" title={t("droppedTitle", { count: draft.dropped })} />
            <ul className="grid gap-2">
              {dropped.map((relation) => (
                <DroppedRelation key={relation.relationId} relation={relation} actions={actions} onClose={onClose} />
              ))}
            </ul>
          </section>
        )}
        <ul className="grid gap-2 empty:hidden">
          {(ended ? shown : kept).map((relation) => (
            <PlannedRelationText key={relation.relationId} relation={relation} />
          ))}
        </ul>
        {left <= 0 || ended ? null : (
          <div className="flex flex-wrap items-center justify-center gap-3 text-sm text-ink-2">
            <span>{t("left", { shown: format.number(shown.length), left: format.number(left) })}</span>
            <Button size="small" disabled={further.running} onClick={further.more}>
              {t("more", { count: Math.min(left, draft.relations.length) })}
            </Button>
            {further.failed ? (
              <span role="alert" className="text-bad">
                <ErrorText error={null} of="read" />
              </span>
            ) : null}
          </div>
        )}
      </div>
    </Dialog>
  );
}

/** What the browser's own clock field says, as UTC; null: nothing was chosen. */
const utcOf = (local: string): string | null => (local === "" ? null : new Date(local).toISOString());

/** A moment as the browser's own clock field has it, to the minute. */
const localOf = (at: Instant): string =>
  new Date(millis(at) - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
