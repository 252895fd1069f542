import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import type { Tone } from "@/components/ui/tone";
import type { Outcome, Progress } from "@/lib/domain/views/change-set";

const tones: Record<Outcome | Progress, Tone> = {
  verified: "good",
  already_so: "good",
  awaiting_member: "accent",
  declined_by_member: "warn",
  refused: "bad",
  not_confirmed: "warn",
  no_effect: "bad",
  not_sent: "neutral",
  queued: "neutral",
  sending: "accent",
  checking: "accent",
};

const moving = (result: Outcome | Progress): result is Progress =>
  result === "queued" || result === "sending" || result === "checking";

/** How a change ended, or where it stands. `count`: of how many. */
export function OutcomeBadge({ result, count }: { readonly result: Outcome | Progress; readonly count?: number }) {
  const t = useTranslations("words");
  return (
    <Badge tone={tones[result]}>
      {count === undefined ? null : <span className="figures">{count}</span>}
      {moving(result) ? t(`progress.${result}`) : t(`outcome.${result}`)}
    </Badge>
  );
}
