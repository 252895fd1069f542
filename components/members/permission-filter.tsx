"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import { Select } from "@/components/ui/field";
import { catalogue, type PermissionCode, permissionCodes, permissionGroups } from "@/lib/domain/permission-catalogue";
import type { MemberQuery } from "@/lib/domain/views/member";

interface Props {
  readonly query: MemberQuery;
  readonly onChange: (part: Partial<MemberQuery>) => void;
}

/** Held, not held or any, for each of the seven codes. */
export function PermissionFilter({ query, onChange }: Props) {
  const t = useTranslations("members.filter");
  const words = useTranslations("words");
  const id = useId();
  const ask = (code: PermissionCode, wish: string) => {
    const without = (codes: readonly PermissionCode[]) => codes.filter((other) => other !== code);
    onChange({
      held: wish === "held" ? [...without(query.held), code] : without(query.held),
      notHeld: wish === "lacks" ? [...without(query.notHeld), code] : without(query.notHeld),
    });
  };
  return (
    <div className="grid gap-3">
      {permissionGroups.map((group) => (
        <fieldset key={group} className="grid gap-1">
          <legend className="mb-1 text-sm font-medium text-ink-2">{words(`group.${group}`)}</legend>
          {permissionCodes
            .filter((code) => catalogue[code].group === group)
            .map((code) => (
              <div key={code} className="flex items-center justify-between gap-4">
                <label htmlFor={`${id}-${code}`}>{words(`permission.${code}`)}</label>
                <Select
                  id={`${id}-${code}`}
                  value={query.held.includes(code) ? "held" : query.notHeld.includes(code) ? "lacks" : "any"}
                  onChange={(event) => ask(code, event.target.value)}
                >
                  <option value="any">{t("any")}</option>
                  <option value="held">{t("held")}</option>
                  <option value="lacks">{t("lacks")}</option>
                </Select>
              </div>
            ))}
        </fieldset>
      ))}
    </div>
  );
}
