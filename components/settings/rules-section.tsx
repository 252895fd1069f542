import { useTranslations } from "next-intl";
import { AskedText } from "@/components/approvals/asked-text";
import { ActionButton } from "@/components/shell/action-button";
import { Badge } from "@/components/ui/badge";
import type { ActionResult } from "@/lib/domain/errors";
import { type PlanWarning, planWarnings } from "@/lib/domain/views/change-set";

interface Props {
  readonly off: readonly PlanWarning[];
  /** The request by which a rule is to be switched, while a second person is waited for; null: there is none. */
  readonly waiting: (rule: PlanWarning) => string | null;
  /** `null`: this person may only look. */
  readonly switchOf: ((rule: PlanWarning, on: boolean) => () => Promise<ActionResult<unknown>>) | null;
}

/** What the rules say of a plan before it is applied, each with its switch; and what is no rule but a lock. */
export function RulesSection({ off, waiting, switchOf }: Props) {
  const t = useTranslations("settings.rules");
  const words = useTranslations("words");
  return (
    <div className="grid gap-3">
      <p className="max-w-prose text-ink-2">{t("note")}</p>
      <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
        {planWarnings.map((rule) => {
          const isOn = !off.includes(rule);
          const approvalId = waiting(rule);
          return (
            <li key={rule} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2.5">
              <span className="min-w-0 flex-1 basis-64">{words(`planWarning.${rule}`)}</span>
              <Badge tone={isOn ? "good" : "neutral"}>{t(isOn ? "on" : "off")}</Badge>
              {approvalId !== null ? (
                <AskedText approvalId={approvalId} />
              ) : switchOf === null ? null : (
                <ActionButton
                  action={switchOf(rule, !isOn)}
                  label={t(isOn ? "silence" : "letSpeak", { rule: words(`planWarning.${rule}`) })}
                >
                  {t(isOn ? "turnOff" : "turnOn")}
                </ActionButton>
              )}
            </li>
          );
        })}
      </ul>
      <p className="max-w-prose text-sm text-ink-2">{t("locks")}</p>
    </div>
  );
}
