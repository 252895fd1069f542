import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { EndTime } from "@/components/relation/end-time";
import { StateBadge } from "@/components/relation/state-badge";
import { TypeName } from "@/components/relation/type-name";
import { Age } from "@/components/ui/age";
import { Time } from "@/components/ui/time";
import type { Instant } from "@/lib/domain/ids";
import type { RelationView } from "@/lib/domain/views/member";

interface Props {
  readonly view: RelationView;
  readonly now: Instant;
  readonly freshForMs: number;
  readonly action: ReactNode;
}

/** Who is linked to whom, how, and since when. */
export function RelationHeader({ view, now, freshForMs, action }: Props) {
  const t = useTranslations("relation.fact");
  const { row } = view;
  // Where the other side is a management account, the account of this desk is the member.
  const [member, payer] = row.counterpart === "MASTER" ? [view.payer, row.uid] : [row.uid, view.payer];
  const facts: readonly (readonly [string, ReactNode])[] = [
    [t("type"), <TypeName key="type" type={row.type} />],
    [t("member"), <Id key="uid">{member}</Id>],
    [t("payer"), <Id key="payer">{payer}</Id>],
    [t("relation"), <Id key="relation">{row.relationId}</Id>],
    [t("setup"), row.setupTime === null ? "–" : <Time key="setup" at={row.setupTime} />],
    [t("start"), row.startTime === null ? "–" : <Time key="start" at={row.startTime} />],
    [t("end"), <EndTime key="end" at={row.endTime} now={now} />],
    [t("checked"), <Age key="checked" at={row.checkedAt} now={now} freshForMs={freshForMs} />],
  ];
  return (
    <header className="grid gap-3">
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-64">
          <h1 className="text-xl font-semibold break-words">{row.nickname || row.accountName}</h1>
          {row.nickname === "" ? null : <p className="break-words text-ink-2">{row.accountName}</p>}
          <p className="mt-1.5">
            <StateBadge state={row.state} inEffect={row.inEffect} />
          </p>
        </div>
        {action}
      </div>
      <dl className="grid grid-cols-1 gap-x-6 gap-y-3 rounded-lg border border-line bg-surface px-4 py-3 min-[30rem]:grid-cols-2 lg:grid-cols-4">
        {facts.map(([term, value]) => (
          <div key={term}>
            <dt className="text-xs text-ink-2">{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </header>
  );
}

const Id = ({ children }: { readonly children: string }) => <span className="font-mono text-sm">{children}</span>;
