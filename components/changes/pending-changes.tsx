"use client";

import { useQueryClient } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useDraftSummary } from "@/components/changes/draft-summary";
import { Button } from "@/components/ui/button";
import { ErrorText } from "@/components/ui/error-text";
import { useDeskStatus } from "@/lib/client/desk-status";
import { draftChanged, draftIs, useDraft, useDraftIsMoving } from "@/lib/client/draft";
import { relationsChanged } from "@/lib/client/relation";
import { type Action, useAction } from "@/lib/client/use-action";
import type { RelationId } from "@/lib/domain/ids";
import type { DraftView } from "@/lib/domain/views/change-set";
import type { DeskStatus } from "@/lib/domain/views/desk";

export interface PendingActions {
  readonly applyChangeSet: Action<
    { changeSetId: string; planHash: string; reason: string; until: string | null },
    { readonly changeSetId: string }
  >;
  readonly sendForApproval: Action<
    { changeSetId: string; planHash: string; reason: string; until: string | null },
    { readonly approvalId: string }
  >;
  readonly discardDraft: Action<{ changeSetId: string }, null>;
  readonly lookAgain: Action<{ relationId: RelationId }, DraftView | null>;
  readonly takeOut: Action<{ relationId: RelationId }, DraftView | null>;
}

interface Props {
  /** The person's draft as the server last planned it; `null`: nothing is pending. */
  readonly draft: DraftView | null;
  readonly desk: DeskStatus;
  readonly actions: PendingActions;
}

const loadReview = () => import("@/components/changes/review-dialog").then((file) => file.ReviewDialog);
const ReviewDialog = dynamic(loadReview);

/** What is ticked and not applied, on every page: how many of what, the way to review it, and the way out. */
export function PendingChanges({ draft: first, desk, actions }: Props) {
  const t = useTranslations("changes.pending");
  const { data: draft } = useDraft(first);
  const moving = useDraftIsMoving();
  const summary = useDraftSummary(draft);
  const { data: status } = useDeskStatus(desk);
  // The draft that the dialog was opened on; it stays open when that draft ends elsewhere.
  const [reviewed, setReviewed] = useState<DraftView | null>(null);
  const [reasons, setReasons] = useState<Readonly<Record<string, string>>>({});
  return (
    <>
      <p role="status" className="sr-only">
        {summary}
      </p>
      {draft === null ? null : (
        <section
          aria-label={t("region")}
          data-pending
          className="sticky bottom-0 z-20 border-t border-line bg-raised shadow-raised"
        >
          <div className="mx-auto flex min-h-14 w-full max-w-[100rem] flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2 sm:px-6">
            <p className="mr-auto font-medium">{summary}</p>
            <div className="flex flex-wrap items-center gap-2">
              <Discard draft={draft} action={actions.discardDraft} />
              <Button
                variant="primary"
                // What is reviewed is what is kept: a tick that is on its way arrives first.
                disabled={moving}
                // The dialog's code comes while the pointer is on its way.
                onPointerEnter={() => void loadReview()}
                onFocus={() => void loadReview()}
                onClick={() => setReviewed(draft)}
              >
                {t("review")}
              </Button>
            </div>
          </div>
        </section>
      )}
      {reviewed === null ? null : (
        <ReviewDialog
          key={reviewed.id}
          draft={draft?.id === reviewed.id ? draft : reviewed}
          ended={draft?.id !== reviewed.id}
          paused={status.paused}
          reason={reasons[reviewed.id] ?? ""}
          onReason={(reason) => setReasons((before) => ({ ...before, [reviewed.id]: reason }))}
          actions={actions}
          onClose={() => setReviewed(null)}
        />
      )}
    </>
  );
}

/** Asks once, in numbers, then throws the draft away. */
function Discard({ draft, action }: { readonly draft: DraftView; readonly action: PendingActions["discardDraft"] }) {
  const t = useTranslations("changes.pending");
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const [kept, setKept] = useState(false);
  const discard = useAction(action, {
    onDone: async () => {
      draftIs(client, null);
      await relationsChanged(client);
    },
    // It may have ended elsewhere.
    onFailed: () => void Promise.all([draftChanged(client), relationsChanged(client)]),
  });
  if (!asking)
    return (
      <Button autoFocus={kept} onClick={() => setAsking(true)}>
        {t("discard")}
      </Button>
    );
  const keep = () => {
    setKept(true);
    setAsking(false);
  };
  return (
    <div className="flex flex-wrap items-center gap-2">
      <span role="status">{t("discardAsk", { changes: draft.wanted })}</span>
      {discard.failure === null ? null : (
        <span role="alert" className="text-bad">
          <ErrorText error={discard.failure.error} of="action" />
        </span>
      )}
      <Button variant="danger" disabled={discard.running} onClick={() => void discard.run({ changeSetId: draft.id })}>
        {t("discardYes")}
      </Button>
      {/* It takes the focus that the pressed button had: pressing again by mistake discards nothing. */}
      <Button autoFocus onClick={keep}>
        {t("discardNo")}
      </Button>
    </div>
  );
}
