import { useTranslations } from "next-intl";
import { Time } from "@/components/ui/time";
import { Fact, Raw } from "@/components/upstream/fact";
import { UpstreamAttempt } from "@/components/upstream/upstream-attempt";
import { UpstreamCode } from "@/components/upstream/upstream-code";
import type { PermissionCode } from "@/lib/domain/permission-catalogue";
import type { ReceiptView } from "@/lib/domain/views/change-set";

/** The evidence of one change: what was on before and after, each request with both RequestIds, what was said when. */
export function ReceiptDetails({ receipt }: { readonly receipt: ReceiptView }) {
  const t = useTranslations("changes.receipts");
  const words = useTranslations("words");
  const codes = (on: readonly PermissionCode[] | null) =>
    on === null
      ? t("notRead")
      : on.length === 0
        ? t("nothingOn")
        : on.map((code) => words(`permission.${code}`)).join(", ");
  return (
    <div className="grid gap-4 py-2 text-sm">
      <dl className="grid gap-x-6 gap-y-2 sm:grid-cols-2">
        <Fact term={t("before")}>{codes(receipt.before)}</Fact>
        <Fact term={t("after")}>{codes(receipt.after)}</Fact>
        {receipt.gapMs === null ? null : (
          <Fact term={t("gap")}>
            {t("gapMs", { count: receipt.gapMs })}
            <span className="block text-xs text-ink-2">{t("gapNote")}</span>
          </Fact>
        )}
        {receipt.operationId === "" ? null : (
          <Fact term={t("operation")}>
            <Raw>{receipt.operationId}</Raw>
          </Fact>
        )}
        {receipt.preReadError === null ? null : (
          <Fact term={t("preReadError")}>
            {receipt.preReadError.code === null ? (
              <Raw>{receipt.preReadError.requestId}</Raw>
            ) : (
              <UpstreamCode code={receipt.preReadError.code} requestId={receipt.preReadError.requestId} />
            )}
          </Fact>
        )}
      </dl>
      <section className="grid gap-2">
        <h3 className="font-medium">{t("attempts")}</h3>
        {receipt.attempts.length === 0 ? <p className="text-ink-2">{t("noAttempt")}</p> : null}
        {receipt.attempts.map((attempt, index) => (
          <UpstreamAttempt
            key={attempt.sentAt}
            attempt={attempt}
            title={t("attempt", { number: index + 1 })}
            level="h4"
          />
        ))}
      </section>
      {receipt.settlements.length === 0 ? null : (
        <section className="grid gap-1">
          <h3 className="font-medium">{t("settlements")}</h3>
          <ol className="grid gap-1">
            {receipt.settlements.map((settlement) => (
              <li key={`${settlement.at} ${settlement.outcome}`} className="flex flex-wrap gap-x-2">
                <Time at={settlement.at} />
                <span>{words(`outcome.${settlement.outcome}`)}</span>
                {settlement.reason === null ? null : (
                  <span className="text-ink-2">{words(`notSentReason.${settlement.reason}`)}</span>
                )}
                {settlement.note === null ? null : (
                  <span className="text-warn">{words("outcomeNote.late_effect")}</span>
                )}
              </li>
            ))}
          </ol>
        </section>
      )}
    </div>
  );
}
