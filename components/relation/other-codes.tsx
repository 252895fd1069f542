import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import { Time } from "@/components/ui/time";
import type { OtherCodeView } from "@/lib/domain/views/member";

/** Codes that stand for none of the seven: shown as they came, read-only. Nothing when there are none. */
export function OtherCodes({ others }: { readonly others: readonly OtherCodeView[] }) {
  const t = useTranslations("relation.others");
  if (others.length === 0) return null;
  return (
    <section aria-labelledby="other-codes" className="grid gap-2">
      <h2 id="other-codes" className="text-lg font-semibold">
        {t("title")}
      </h2>
      <p className="text-sm text-ink-2">{t("note")}</p>
      <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
        {others.map((other) => (
          <li
            key={`${other.rawCode} ${other.since}`}
            className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 px-4 py-2"
          >
            <code className="font-mono text-sm break-all">{other.rawCode}</code>
            <span>{other.name}</span>
            <span className="ml-auto flex flex-wrap items-center gap-x-3 text-sm text-ink-2">
              {other.since === null ? null : (
                <span>
                  {t("since")} <Time at={other.since} />
                </span>
              )}
              {other.until === null ? null : (
                <span>
                  {t("until")} <Time at={other.until} />
                </span>
              )}
              <Badge tone={other.inEffect ? "warn" : "neutral"}>{t(other.inEffect ? "on" : "off")}</Badge>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
