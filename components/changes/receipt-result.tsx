import { useTranslations } from "next-intl";
import { OutcomeBadge } from "@/components/changes/outcome-badge";
import { Time } from "@/components/ui/time";
import type { ReceiptView } from "@/lib/domain/views/change-set";

/** The result of one change in a badge, and what belongs to it: when it was read, the reason, until when. */
export function ReceiptResult({ receipt }: { readonly receipt: ReceiptView }) {
  const t = useTranslations("changes.receipts");
  const words = useTranslations("words");
  const { outcome, progress, reason, waiting, settlesAt, readAt, causeProven } = receipt;
  const result = outcome ?? progress ?? "queued";
  const late = receipt.settlements.at(-1)?.note === "late_effect";
  return (
    <div className="grid justify-items-start gap-0.5">
      <OutcomeBadge result={result} />
      <div className="text-sm text-ink-2">
        {outcome === "verified" ? (
          <>
            {readAt === null ? null : (
              <>
                {t("verifiedAt")} <Time at={readAt} />
              </>
            )}
            {causeProven ? null : <span className="text-warn"> · {words("outcomeNote.cause_not_proven")}</span>}
          </>
        ) : null}
        {outcome === "not_confirmed" ? (
          settlesAt === null ? (
            words("outcomeNote.not_confirmed")
          ) : (
            <>
              {t("mayStill")} <Time at={settlesAt} />
            </>
          )
        ) : null}
        {outcome !== null && outcome !== "verified" && outcome !== "not_confirmed"
          ? reason === null
            ? words(`outcomeNote.${outcome}`)
            : words(`notSentReason.${reason}`)
          : null}
        {late ? <p className="text-warn">{words("outcomeNote.late_effect")}</p> : null}
        {progress !== null && waiting !== null ? words(`waiting.${waiting}`) : null}
      </div>
    </div>
  );
}
