"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import type { PendingActions } from "@/components/changes/pending-changes";
import { PlannedRelationText } from "@/components/changes/planned-relation";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { ErrorText } from "@/components/ui/error-text";
import { Field, Textarea } from "@/components/ui/field";
import { draftChanged, draftIs } from "@/lib/client/draft";
import { relationsChanged } from "@/lib/client/relation";
import { useAction } from "@/lib/client/use-action";
import type { DraftView } from "@/lib/domain/views/change-set";

interface Props {
  readonly draft: DraftView;
  readonly apply: PendingActions["applyChangeSet"];
  readonly onClose: () => void;
}

/** What will be sent, for whom, in words; what drops out is said before. With a reason it is applied. */
export function ReviewDialog({ draft, apply, onClose }: Props) {
  const t = useTranslations("changes.review");
  const client = useQueryClient();
  const router = useRouter();
  const form = useId();
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  const box = useRef<HTMLTextAreaElement>(null);
  const action = useAction(apply, {
    onDone: ({ changeSetId }) => {
      router.push(`/changes/${changeSetId}`);
      draftIs(client, null);
      return relationsChanged(client);
    },
    // Whatever was wrong, the plan that the person decides on next is the one of now.
    onFailed: () => draftChanged(client),
  });
  useEffect(() => {
    void draftChanged(client);
  }, [client]);

  const kept = draft.relations.filter(({ dropped }) => dropped === null);
  const dropped = draft.relations.filter((relation) => relation.dropped !== null);
  const changes = kept.reduce((sum, relation) => sum + relation.changes.length, 0);
  const requests = kept.reduce((sum, relation) => sum + relation.operations.length, 0);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const given = reason.trim();
    setMissing(given === "");
    if (given === "") box.current?.focus();
    else void action.run({ changeSetId: draft.id, planHash: draft.hash, reason: given });
  };
  const refused = action.failure?.error?.code === "bad_input" && action.failure.error.fields?.includes("reason");

  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={t("title")}
      description={t("intro", { changes, relations: kept.length, requests })}
      footer={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button type="submit" form={form} variant="primary" disabled={kept.length === 0 || action.running}>
            {action.running ? t("applying") : t("apply")}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} noValidate className="grid gap-4">
        {action.failure === null || refused ? null : action.failure.error?.code === "stale_plan" ? (
          <Banner tone="warn" role="alert" title={t("stale")} />
        ) : (
          <Banner tone="bad" role="alert" title={<ErrorText error={action.failure.error} of="action" />} />
        )}
        {dropped.length === 0 ? null : (
          <section className="grid gap-2">
            <Banner tone="warn" title={t("droppedTitle", { count: dropped.length })} />
            <ul className="grid gap-2">
              {dropped.map((relation) => (
                <PlannedRelationText key={relation.relationId} relation={relation} />
              ))}
            </ul>
          </section>
        )}
        {kept.length === 0 ? (
          <p>{t("nothing")}</p>
        ) : (
          <ul className="grid gap-2">
            {kept.map((relation) => (
              <PlannedRelationText key={relation.relationId} relation={relation} />
            ))}
          </ul>
        )}
        <Field label={t("reason")} note={t("reasonHint")} error={missing || refused ? t("reasonMissing") : null}>
          {(ids) => (
            <Textarea
              {...ids}
              ref={box}
              required
              rows={2}
              maxLength={1_000}
              value={reason}
              onKeyDown={(event) => {
                if (event.key === "Enter" && (event.ctrlKey || event.metaKey))
                  event.currentTarget.form?.requestSubmit();
              }}
              onChange={(event) => {
                setReason(event.target.value);
                if (event.target.value.trim() !== "") setMissing(false);
              }}
            />
          )}
        </Field>
      </form>
    </Dialog>
  );
}
