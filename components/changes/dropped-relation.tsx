"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type { PendingActions } from "@/components/changes/pending-changes";
import { PlannedRelationText } from "@/components/changes/planned-relation";
import { DeskLink } from "@/components/shell/desk-link";
import { Button, buttonClass } from "@/components/ui/button";
import { ErrorText } from "@/components/ui/error-text";
import { draftIs } from "@/lib/client/draft";
import { relationsChanged } from "@/lib/client/relation";
import { useAction } from "@/lib/client/use-action";
import type { DraftView, PlannedRelation } from "@/lib/domain/views/change-set";

interface Props {
  readonly relation: PlannedRelation;
  readonly actions: Pick<PendingActions, "lookAgain" | "takeOut">;
  readonly onClose: () => void;
}

/** A relation that drops out of the plan, and the ways on: look at it, plan it on what is so now, or leave it. */
export function DroppedRelation({ relation, actions, onClose }: Props) {
  const t = useTranslations("changes.review");
  const client = useQueryClient();
  const onDone = (draft: DraftView | null) => {
    // Nothing is left to review, by the person's own doing.
    if (draft === null) onClose();
    draftIs(client, draft);
    return relationsChanged(client);
  };
  const again = useAction(actions.lookAgain, { writes: "draft", onDone });
  const out = useAction(actions.takeOut, { writes: "draft", onDone });
  const failure = again.failure ?? out.failure;
  const moving = again.running || out.running;
  const { relationId, name, dropped } = relation;
  return (
    <PlannedRelationText
      relation={relation}
      ways={
        <div className="flex flex-wrap items-center gap-2">
          <DeskLink
            href={`/members/${relationId}`}
            aria-label={t("lookAgainAt", { name })}
            className={buttonClass("plain", "small")}
            onClick={onClose}
          >
            {t("lookAgain")}
          </DeskLink>
          {dropped === "stale" ? (
            <Button
              size="small"
              aria-label={t("planAgainFor", { name })}
              disabled={moving}
              onClick={() => void again.run({ relationId })}
            >
              {t("planAgain")}
            </Button>
          ) : null}
          <Button
            size="small"
            aria-label={t("takeOutOf", { name })}
            disabled={moving}
            onClick={() => void out.run({ relationId })}
          >
            {t("takeOut")}
          </Button>
          {failure === null ? null : (
            <p role="alert" className="text-sm text-bad">
              <ErrorText error={failure.error} of="action" />
            </p>
          )}
        </div>
      }
    />
  );
}
