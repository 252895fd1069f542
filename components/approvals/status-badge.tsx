import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import type { Tone } from "@/components/ui/tone";
import type { ApprovalStatus } from "@/lib/domain/views/approval";

// Approved says that somebody agreed, not that it was done: no green.
const tones: Record<ApprovalStatus, Tone> = {
  waiting: "accent",
  approved: "neutral",
  rejected: "warn",
  withdrawn: "neutral",
  void: "warn",
};

/** Where a request for a second person stands. */
export function StatusBadge({ status }: { readonly status: ApprovalStatus }) {
  const words = useTranslations("words.approvalStatus");
  return <Badge tone={tones[status]}>{words(status)}</Badge>;
}
