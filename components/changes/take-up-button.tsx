"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { type FilledCounts, useFilledWords } from "@/components/changes/filled-words";
import { Button } from "@/components/ui/button";
import { ErrorText } from "@/components/ui/error-text";
import { draftChanged } from "@/lib/client/draft";
import { type Action, useAction } from "@/lib/client/use-action";
import type { ChangeSetView } from "@/lib/domain/views/change-set";

export type TakeUpChanges = Action<{ changeSetId: string; how: "retry" | "undo" }, FilledCounts>;

interface Props {
  readonly set: ChangeSetView;
  readonly how: "retry" | "undo";
  /** How many changes it is about; with none there is no button. */
  readonly count: number;
  readonly takeUp: TakeUpChanges;
}

/** Puts what did not happen, or the reverse of what did, among the pending changes, and says what came of each. */
export function TakeUpButton({ set, how, count, takeUp }: Props) {
  const t = useTranslations("changes.set.takeUp");
  const words = useFilledWords();
  const client = useQueryClient();
  const action = useAction(takeUp, { onDone: () => draftChanged(client) });
  const answer = useRef<HTMLParagraphElement>(null);
  const { value } = action;
  useEffect(() => {
    if (value) answer.current?.focus();
  }, [value]);
  if (count === 0) return null;
  return (
    <>
      {value === undefined ? null : (
        <p ref={answer} tabIndex={-1} role="status" className="text-sm">
          {words(value)}
        </p>
      )}
      {action.failure === null ? null : (
        <p role="alert" className="text-sm text-bad">
          <ErrorText error={action.failure.error} of="action" />
        </p>
      )}
      <Button disabled={action.running} onClick={() => void action.run({ changeSetId: set.id, how })}>
        {t(how, { count })}
      </Button>
    </>
  );
}
