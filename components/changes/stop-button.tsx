"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { Button } from "@/components/ui/button";
import { ErrorText } from "@/components/ui/error-text";
import { type Action, useAction } from "@/lib/client/use-action";
import type { ChangeSetView } from "@/lib/domain/views/change-set";

interface StoppedCounts {
  readonly stopped: number;
  readonly alreadySending: number;
}

export type StopChangeSet = Action<{ changeSetId: string }, StoppedCounts>;

interface Props {
  readonly set: ChangeSetView;
  readonly stop: StopChangeSet;
}

/** Stops what is not yet being sent, says how many that is, and afterwards for how many it was too late. */
export function StopButton({ set, stop }: Props) {
  const t = useTranslations("changes.set");
  const action = useAction(stop);
  const answer = useRef<HTMLParagraphElement>(null);
  // The second press of a double click comes before the button is disabled, and would be told that it was too late.
  const pressed = useRef(false);
  const press = async () => {
    if (pressed.current) return;
    pressed.current = true;
    pressed.current = await action.run({ changeSetId: set.id });
  };
  const queued = set.totals.queued ?? 0;
  const stopped = action.value !== undefined;

  const said = ({ stopped: count, alreadySending }: StoppedCounts): readonly string[] => [
    ...(count > 0 ? [t("stopped", { count })] : []),
    ...(alreadySending > 0 ? [t("stoppedLate", { count: alreadySending })] : []),
  ];

  useEffect(() => {
    // The button that was pressed has gone.
    if (stopped) answer.current?.focus();
  }, [stopped]);

  return (
    <div className="ml-auto flex flex-wrap items-center gap-x-3 gap-y-1">
      {action.value === undefined ? null : (
        <p ref={answer} tabIndex={-1} role="status" className="text-sm">
          {said(action.value).join(" ") || t("stoppedNone")}
        </p>
      )}
      {action.failure === null ? null : (
        <p role="alert" className="text-sm text-bad">
          <ErrorText error={action.failure.error} of="action" />
        </p>
      )}
      {set.status === "applying" && set.stoppedAt === null && queued > 0 ? (
        <>
          <span className="text-sm text-ink-2">{t("stopNote", { count: queued })}</span>
          <Button variant="danger" disabled={action.running} onClick={() => void press()}>
            {t("stop")}
          </Button>
        </>
      ) : null}
    </div>
  );
}
