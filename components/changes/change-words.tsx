import { ArrowRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import { catalogue } from "@/lib/domain/permission-catalogue";
import type { PlannedChange } from "@/lib/domain/views/change-set";

/** One change in words: the permission, what is so before and after, and a mark where its risk is high. */
export function ChangeWords({ code, direction, risk }: PlannedChange) {
  const states = useTranslations("relation.permissions");
  const words = useTranslations("words");
  const { group } = catalogue[code];
  const [before, after] = direction === "add" ? (["off", "on"] as const) : (["on", "off"] as const);
  return (
    <>
      <span>{words(`permission.${code}`)}:</span>
      <span className="inline-flex items-center gap-1.5">
        {states(`${before}.${group}`)}
        <ArrowRight aria-label="→" className="size-3.5 text-ink-2" />
        <span className="font-medium">{states(`${after}.${group}`)}</span>
      </span>
      {risk === "high" ? <Badge tone="warn">{words("risk.high")}</Badge> : null}
    </>
  );
}
