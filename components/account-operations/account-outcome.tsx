import { useTranslations } from "next-intl";
import { OutcomeBadge } from "@/components/changes/outcome-badge";
import { Badge } from "@/components/ui/badge";
import type { AccountNotSentReason, AccountOutcome } from "@/lib/domain/account-operation";
import type { AccountProgress } from "@/lib/domain/views/account-operation";

/** How an account operation ended, or where it stands. */
export function AccountOutcomeBadge({ result }: { readonly result: AccountOutcome | AccountProgress }) {
  const t = useTranslations("operations.outcome");
  if (result === "awaiting_approval") return <Badge tone="accent">{t(result)}</Badge>;
  if (result === "created_unseen") return <Badge tone="warn">{t(result)}</Badge>;
  // A person's word, not a read of ours: no green.
  if (result === "recorded_created" || result === "recorded_not_created") return <Badge>{t(result)}</Badge>;
  return <OutcomeBadge result={result} />;
}

/** Gives an outcome's name as text. */
export function useOutcomeName(): (outcome: AccountOutcome) => string {
  const t = useTranslations("operations.outcome");
  const words = useTranslations("words.outcome");
  return (outcome) =>
    outcome === "created_unseen" || outcome === "recorded_created" || outcome === "recorded_not_created"
      ? t(outcome)
      : words(outcome);
}

/** Gives the reason why nothing was sent as text. */
export function useNotSentWords(): (reason: AccountNotSentReason) => string {
  const t = useTranslations("operations.notSent");
  const words = useTranslations("words.notSentReason");
  return (reason) => (reason === "unreadable" ? t(reason) : words(reason));
}
