import { useTranslations } from "next-intl";
import { useActLabel } from "@/components/approvals/act-label";
import { AskedText } from "@/components/approvals/asked-text";
import { SwitchRow } from "@/components/settings/switch-row";
import { ActionButton } from "@/components/shell/action-button";
import { Badge } from "@/components/ui/badge";
import type { ActionResult } from "@/lib/domain/errors";
import { isChosen, type SecondPersonAct, type SecondPersonPolicy, secondPersonActs } from "@/lib/domain/second-person";

type Change = () => Promise<ActionResult<unknown>>;

interface Props {
  readonly policy: SecondPersonPolicy;
  /** `null`: this person may only look. */
  readonly turn: ((on: boolean) => Change) | null;
  readonly choose: ((act: SecondPersonAct, wanted: boolean) => Change) | null;
  readonly lookOnly: string;
  /** Requests by which it is to be changed that wait for a second person, the longest first. */
  readonly waiting: readonly string[];
}

/** Whether acts want a second person on the account, and which. */
export function SecondPersonSection({ policy, turn, choose, lookOnly, waiting }: Props) {
  const t = useTranslations("settings.second");
  const label = useActLabel();
  return (
    <div className="grid gap-3">
      <SwitchRow
        on={policy.on}
        state={t(policy.on ? "isOn" : "isOff")}
        consequence={t(policy.on ? "willOff" : "willOn")}
        button={t(policy.on ? "turnOff" : "turnOn")}
        action={turn?.(!policy.on) ?? null}
        lookOnly={lookOnly}
        approvalId={null}
      />
      {waiting.length === 0 ? null : (
        <ul aria-label={t("waiting")} className="grid gap-1">
          {waiting.map((approvalId) => (
            <li key={approvalId}>
              <AskedText approvalId={approvalId} />
            </li>
          ))}
        </ul>
      )}
      <details className="rounded-lg border border-line bg-surface">
        <summary className="min-h-6 px-4 py-2.5 font-medium">{t("acts")}</summary>
        <ul className="divide-y divide-line border-t border-line">
          {secondPersonActs.map((act) => {
            const wanted = isChosen(policy, act);
            return (
              <li key={act} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2">
                <span className="min-w-0 flex-1 basis-64">{label(act)}</span>
                <Badge tone={wanted ? "accent" : "neutral"}>{t(wanted ? "wants" : "wantsNone")}</Badge>
                {choose === null ? null : (
                  <ActionButton
                    size="small"
                    action={choose(act, !wanted)}
                    label={t(wanted ? "alone" : "ask", { act: label(act) })}
                  >
                    {t(wanted ? "aloneShort" : "askShort")}
                  </ActionButton>
                )}
              </li>
            );
          })}
        </ul>
      </details>
    </div>
  );
}
