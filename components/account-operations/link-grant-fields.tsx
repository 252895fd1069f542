"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import { Badge } from "@/components/ui/badge";
import { Checkbox } from "@/components/ui/field";
import type { Tone } from "@/components/ui/tone";
import {
  catalogue,
  type PermissionCode,
  permissionCodes,
  permissionGroups,
  type Risk,
} from "@/lib/domain/permission-catalogue";
import type { LinkGrant } from "@/lib/domain/views/account-operation";

interface Props {
  readonly kind: LinkGrant["kind"];
  readonly codes: readonly PermissionCode[];
  readonly error: string | null;
  readonly onKind: (kind: LinkGrant["kind"]) => void;
  readonly onCodes: (codes: readonly PermissionCode[]) => void;
}

const riskTones: Record<Risk, Tone> = { low: "neutral", medium: "neutral", high: "warn" };

/** What a link gives: some of the seven permissions, or the one role of a trusteeship. */
export function LinkGrantFields({ kind, codes, error, onKind, onCodes }: Props) {
  const t = useTranslations("operations.link");
  const words = useTranslations("words");
  const id = useId();
  const nobodyInvoices = codes.includes("FORBID_MANAGE_INVOICE") && !codes.includes("MANAGE_TARGET_INVOICE");
  const errorIds = error === null ? {} : { "aria-describedby": "grant-error", "data-wrong": true };
  return (
    <fieldset className="min-w-0 rounded-lg border border-line bg-surface px-4 pt-2 pb-3">
      <legend className="-ml-1 px-1 text-sm font-medium">{t("grant")}</legend>
      <div className="grid gap-3">
        <div className="flex flex-wrap gap-x-6 gap-y-1.5">
          {(["permissions", "trusteeship"] as const).map((value) => (
            <label key={value} className="flex min-h-6 w-fit items-center gap-2">
              <input
                type="radio"
                name="grant"
                className="size-4"
                checked={kind === value}
                onChange={() => onKind(value)}
                {...(value === kind ? errorIds : {})}
              />
              {t(value)}
            </label>
          ))}
        </div>
        {error === null ? null : (
          <p id="grant-error" className="text-sm text-bad">
            {error}
          </p>
        )}
        {kind === "trusteeship" ? <p className="max-w-prose text-sm text-ink-2">{t("trusteeshipNote")}</p> : null}
        {kind === "permissions"
          ? permissionGroups.map((group) => (
              <fieldset key={group} className="min-w-0 border-t border-line pt-2">
                <legend className="sr-only">
                  {words(`group.${group}`)} ({words(`groupNote.${group}`)})
                </legend>
                <p aria-hidden className="mb-1 text-sm">
                  <span className="font-medium">{words(`group.${group}`)}</span>{" "}
                  <span className="text-ink-2">({words(`groupNote.${group}`)})</span>
                </p>
                {permissionCodes
                  .filter((code) => catalogue[code].group === group)
                  .map((code) => (
                    <div key={code} className="flex items-center justify-between gap-x-3 sm:justify-start">
                      <label htmlFor={`${id}-${code}`} className="flex min-h-7 items-center gap-2">
                        <Checkbox
                          id={`${id}-${code}`}
                          checked={codes.includes(code)}
                          data-hint={code}
                          onChange={(event) =>
                            onCodes(event.target.checked ? [...codes, code] : codes.filter((other) => other !== code))
                          }
                        />
                        {words(`permission.${code}`)}
                      </label>
                      <Badge tone={riskTones[catalogue[code].risk.add]}>
                        {words(`risk.${catalogue[code].risk.add}`)}
                      </Badge>
                    </div>
                  ))}
              </fieldset>
            ))
          : null}
        {kind === "permissions" && nobodyInvoices ? (
          <p role="status" className="text-sm text-warn">
            {words("planWarning.nobody_left_to_invoice")}
          </p>
        ) : null}
      </div>
    </fieldset>
  );
}
