import { CircleAlert, Hourglass, SearchX, Unplug } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { EmptyState } from "@/components/ui/empty-state";
import type { DeskStatus } from "@/lib/domain/views/desk";

interface NoMatchProps {
  readonly population: number;
  readonly status: DeskStatus;
  readonly action: ReactNode;
}

/** There are members, and none of them is in this view. */
export function NoMatch({ population, status, action }: NoMatchProps) {
  const t = useTranslations("members.empty");
  return (
    <EmptyState icon={<SearchX />} title={t("noMatchTitle")} action={action}>
      {t(status.scope.kind === "all" ? "noMatchText" : "noMatchMine", { population })}
    </EmptyState>
  );
}

/** No member at all: none that is the person's, not read yet, not readable, or a healthy answer that lists none. */
export function NoMembers({ status }: { readonly status: DeskStatus }) {
  const t = useTranslations("members.empty");
  if (status.lastCompleteAt !== null && status.scope.kind !== "all")
    return (
      <EmptyState icon={<SearchX />} title={t("noneMineTitle")}>
        {t("noneMineText")}
      </EmptyState>
    );
  if (status.lastCompleteAt !== null) return <ZeroMembers status={status} />;
  if (status.accountProblem !== null || status.sweep?.status === "failed")
    return (
      <EmptyState icon={<CircleAlert />} title={t("failedTitle")}>
        {t("failedText")}
      </EmptyState>
    );
  return (
    <EmptyState icon={<Hourglass />} title={t("waitingTitle")}>
      {t("waitingText")}
    </EmptyState>
  );
}

/** Alibaba Cloud answers and lists nobody: what it may be, and how to tell. */
function ZeroMembers({ status }: { readonly status: DeskStatus }) {
  const t = useTranslations("members.empty");
  const words = useTranslations("words");
  const { site, endpoint, uid } = status.payer;
  const reasons: readonly (readonly [string, string])[] = [
    [t("zeroNone"), t("zeroNoneText")],
    [t("zeroSite"), t("zeroSiteText", { site: words(`site.${site}`), endpoint })],
    [t("zeroKey"), t("zeroKeyText", { uid })],
    [t("zeroNew"), t("zeroNewText")],
  ];
  return (
    <EmptyState icon={<Unplug />} title={t("zeroTitle")}>
      <p>{t("zeroText")}</p>
      <dl className="mt-4 grid gap-3 text-left">
        {reasons.map(([term, text]) => (
          <div key={term}>
            <dt className="font-medium text-ink">{term}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </EmptyState>
  );
}
