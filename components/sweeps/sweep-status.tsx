import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import type { Tone } from "@/components/ui/tone";
import type { SweepSummary } from "@/lib/domain/views/sweep";

const tones: Record<SweepSummary["status"], Tone> = {
  running: "accent",
  complete: "good",
  moved: "warn",
  failed: "bad",
};

/** How a sweep ended. */
export function SweepStatus({ status }: Pick<SweepSummary, "status">) {
  return <Badge tone={tones[status]}>{useTranslations("sweeps.status")(status)}</Badge>;
}
