import { useTranslations } from "next-intl";
import { useNotSentWords, useOutcomeName } from "@/components/account-operations/account-outcome";
import { Time } from "@/components/ui/time";
import type { AccountOperationView, AccountSettlement } from "@/lib/domain/views/account-operation";

/** Who stopped it, each outcome that the operation has had, and who said so where it was a person. */
export function OperationHistory({ view: { stopped, settlements } }: { readonly view: AccountOperationView }) {
  const t = useTranslations("operations.one");
  const nameOf = useOutcomeName();
  const notSent = useNotSentWords();
  if (settlements.length === 0 && stopped === null) return null;
  return (
    <section aria-labelledby="history" className="grid gap-2">
      <h2 id="history" className="text-lg font-semibold">
        {t("history")}
      </h2>
      <ol className="grid gap-1.5">
        {stopped === null ? null : (
          <li className="flex flex-wrap gap-x-2">
            <Time at={stopped.at} className="text-ink-2" />
            <span className="font-medium">
              {stopped.by === null ? t("stoppedAt") : t("stoppedBy", { who: stopped.by })}
            </span>
          </li>
        )}
        {settlements.map(({ at, outcome, reason, note, by }) => (
          <li key={`${at} ${outcome}`} className="flex flex-wrap gap-x-2">
            <Time at={at} className="text-ink-2" />
            <span className="font-medium">{nameOf(outcome)}</span>
            {reason === null ? null : <span className="text-ink-2">{notSent(reason)}</span>}
            {isFinding(outcome) && by !== null ? <span className="text-ink-2">{t("by", { who: by })}</span> : null}
            {note === null ? null : note === "late_effect" ? (
              <span className="text-warn">{t("late")}</span>
            ) : (
              <span className="min-w-0 basis-full break-words whitespace-pre-line">{note}</span>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

// The others are Linkbook's own reading, under the name of who asked for the operation.
const isFinding = (outcome: AccountSettlement["outcome"]): boolean =>
  outcome === "recorded_created" || outcome === "recorded_not_created";
