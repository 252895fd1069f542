"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { wasTurnedAway } from "@/components/account-operations/operation-result";
import { Button } from "@/components/ui/button";
import { ErrorText } from "@/components/ui/error-text";
import { type Action, useAction } from "@/lib/client/use-action";
import type { AccountOperationView } from "@/lib/domain/views/account-operation";

export type StopAccountOperation = Action<{ operationId: string }, unknown>;

interface Props {
  readonly view: AccountOperationView;
  readonly stop: StopAccountOperation;
}

/** Stops an operation of which nothing was sent, or which flow control has turned away. */
export function StopOperation({ view, stop }: Props) {
  const t = useTranslations("operations.one");
  const action = useAction(stop);
  const answer = useRef<HTMLParagraphElement>(null);
  const stopped = action.value !== undefined;
  const turnedAway = wasTurnedAway(view);
  useEffect(() => {
    // The button that was pressed has gone.
    if (stopped) answer.current?.focus();
  }, [stopped]);
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      {stopped ? (
        <p ref={answer} tabIndex={-1} role="status" className="text-sm">
          {t(turnedAway ? "stoppedTurnedAway" : "stopped")}
        </p>
      ) : null}
      {action.failure === null ? null : (
        <p role="alert" className="text-sm text-bad">
          <ErrorText error={action.failure.error} of="action" />
        </p>
      )}
      {view.stoppable && !stopped ? (
        <>
          <span className="text-sm text-ink-2">{t(turnedAway ? "stopNoteTurnedAway" : "stopNote")}</span>
          <Button variant="danger" disabled={action.running} onClick={() => void action.run({ operationId: view.id })}>
            {t("stop")}
          </Button>
        </>
      ) : null}
    </div>
  );
}
