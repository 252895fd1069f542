import { useTranslations } from "next-intl";
import type { DeskStatus } from "@/lib/domain/views/desk";

/** Whose members stand here, for a person who does not see all; nothing for who does. */
export function ScopeLine({ scope }: Pick<DeskStatus, "scope">) {
  const t = useTranslations("members");
  if (scope.kind === "all") return null;
  return (
    <p className="break-words text-ink-2">
      {t("scope", {
        list: [
          ...scope.owners.map((name) => t("scopeOwner", { name })),
          ...scope.costCentres.map((name) => t("scopeCostCentre", { name })),
        ].join(" · "),
      })}
    </p>
  );
}
