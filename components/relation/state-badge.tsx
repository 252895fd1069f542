import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import type { Tone } from "@/components/ui/tone";
import { isRelationState, type RelationState } from "@/lib/domain/relation-state";

const tones: Record<RelationState, Tone> = {
  INITIAL: "neutral",
  CONFIRMING: "accent",
  REJECTED: "neutral",
  RELATED: "good",
  CHANGE_CONFIRMING: "warn",
  CONNECTION_CANCELED: "neutral",
  CONNECTION_MASTER_CANCEL: "neutral",
};

interface Props {
  /** Raw; one that nobody knows is shown as it came. */
  readonly state: string;
  readonly inEffect: boolean;
  /** One under the other, in a narrow column. */
  readonly stacked?: boolean;
}

/** The state of a relation, and whether it is in effect: by state and by its times. */
export function StateBadge({ state, inEffect, stacked = false }: Props) {
  const t = useTranslations("words");
  const known = isRelationState(state);
  return (
    <span
      className={
        stacked
          ? "inline-grid justify-items-start *:max-w-full *:rounded-xl *:whitespace-normal"
          : "inline-flex flex-wrap items-center gap-x-2 gap-y-0.5"
      }
    >
      <Badge tone={known ? tones[state] : "bad"}>
        {known ? t(`state.${state}`) : `${t("state.unknown")}: ${state}`}
      </Badge>
      <span className={`text-xs whitespace-nowrap ${inEffect ? "text-ink-2" : "font-medium text-warn"}`}>
        {t(inEffect ? "effect.in" : "effect.out")}
      </span>
    </span>
  );
}
