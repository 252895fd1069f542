"use client";

import { Keyboard } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { FilterMenu } from "@/components/data-table/filter-menu";
import { BoxSign, MarkSign, ToSign } from "@/components/matrix/cell-sign";

const signs: readonly (readonly [name: Sign, sign: ReactNode])[] = [
  ["on", <BoxSign key="on" status="on" ban={false} />],
  ["ban", <BoxSign key="ban" status="on" ban />],
  ["off", <BoxSign key="off" status="off" ban={false} />],
  ["unknown", <BoxSign key="unknown" status="unknown" ban={false} />],
  ["fixedOn", <BoxSign key="fixedOn" status="on" ban={false} bare />],
  ["fixedOff", <BoxSign key="fixedOff" status="off" ban={false} bare />],
  [
    "pending",
    <span key="pending" className="flex items-center gap-1">
      <BoxSign status="off" ban={false} small />
      <ToSign />
      <BoxSign status="on" ban={false} />
    </span>,
  ],
  ["moving", <MarkSign key="moving" mark="sending" />],
  ["waiting", <MarkSign key="waiting" mark="waiting" />],
  ["unsettled", <MarkSign key="unsettled" mark="unsettled" />],
  ["failed", <MarkSign key="failed" mark="refused" />],
  ["stale", <span key="stale" className="h-4 w-5 border-b-2 border-dotted border-warn" />],
];
type Sign =
  | "on"
  | "ban"
  | "off"
  | "unknown"
  | "fixedOn"
  | "fixedOff"
  | "pending"
  | "moving"
  | "waiting"
  | "unsettled"
  | "failed"
  | "stale";

const keys = ["arrows", "ends", "pages", "space", "shift", "all", "search"] as const;
const forTicking: ReadonlySet<string> = new Set(["space", "shift", "all"]);

/** What each sign of the matrix means, and which key does what. */
export function MatrixLegend({ mayTick }: { readonly mayTick: boolean }) {
  const t = useTranslations("matrix.legend");
  return (
    <FilterMenu label={t("button")} icon={<Keyboard aria-hidden className="size-4" />} chosen={null} align="end">
      <div className="grid gap-x-8 gap-y-4 text-sm sm:w-150 sm:grid-cols-2">
        <section className="grid content-start gap-1.5">
          <h2 className="font-medium">{t("signs")}</h2>
          <ul className="grid gap-1.5">
            {signs.map(([name, sign]) => (
              <li key={name} className="grid grid-cols-[3rem_minmax(0,1fr)] items-center gap-2">
                <span className="flex justify-center">{sign}</span>
                {t(name)}
              </li>
            ))}
          </ul>
        </section>
        <section className="grid content-start gap-1.5">
          <h2 className="font-medium">{t("keys")}</h2>
          <dl className="grid gap-1.5">
            {keys
              .filter((key) => mayTick || !forTicking.has(key))
              .map((key) => (
                <div key={key}>
                  <dt className="font-mono text-xs font-medium">{t(key)}</dt>
                  <dd className="text-ink-2">{t(`${key}Text`)}</dd>
                </div>
              ))}
          </dl>
        </section>
      </div>
    </FilterMenu>
  );
}
