"use client";

import { CirclePause, Lock } from "lucide-react";
import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import { hint } from "@/components/ui/hint";
import { useDeskStatus } from "@/lib/client/desk-status";
import type { ActionResult } from "@/lib/domain/errors";
import type { DeskStatus } from "@/lib/domain/views/desk";
import { ActionButton } from "./action-button";

type Switch = (input: Record<string, never>) => Promise<ActionResult<unknown>>;

interface Props {
  /** As the server rendered it last. */
  readonly first: DeskStatus;
  readonly pause: Switch;
  readonly resume: Switch;
}

/**
 * Whether anything can be sent at all, on every page for everybody, with the button that stops it or lets it go on.
 * Live: somebody else's pause shows within seconds.
 */
export function WritesState({ first, pause, resume }: Props) {
  const t = useTranslations("desk.writes");
  const { data } = useDeskStatus(first);
  const { writesOn, paused, restoredAt, abilities } = data.now > first.now ? data : first;
  const mayPause = abilities.includes("writes.pause");
  const mayResume = abilities.includes("writes.resume");
  return (
    <div className="flex flex-wrap items-center gap-2">
      <p role="status" className="flex flex-wrap gap-1.5 empty:hidden">
        {paused ? (
          <Badge tone="warn">
            <CirclePause aria-hidden className="size-3.5" />
            {restoredAt === null ? (
              <span {...hint(t("pausedNote"))}>{t("paused")}</span>
            ) : (
              <span {...hint(t("pausedRestoredNote"))}>{t("pausedRestored")}</span>
            )}
          </Badge>
        ) : null}
        {writesOn ? null : (
          <Badge tone="neutral">
            <Lock aria-hidden className="size-3.5" />
            <span {...hint(t("readOnlyNote"))}>{t("readOnly")}</span>
          </Badge>
        )}
      </p>
      {paused && mayResume ? (
        <ActionButton size="small" action={() => resume({})}>
          {t("resume")}
        </ActionButton>
      ) : null}
      {!paused && mayPause ? (
        <ActionButton size="small" action={() => pause({})}>
          {t("pause")}
        </ActionButton>
      ) : null}
    </div>
  );
}
