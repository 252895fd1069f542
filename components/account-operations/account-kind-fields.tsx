"use client";

import { useTranslations } from "next-intl";
import type { TypedAccount } from "@/components/account-operations/create-form";
import { FieldLabel } from "@/components/account-operations/field-label";
import { FormCard } from "@/components/account-operations/form-card";
import { Input } from "@/components/ui/field";
import { LiveField } from "@/components/ui/live-field";

interface Props {
  readonly typed: TypedAccount;
  readonly onChange: (part: Partial<TypedAccount>) => void;
  readonly errorOf: (field: "accountAttr" | "enterpriseName") => string | null;
}

/** AccountAttr and what hangs on it: 1 is an enterprise and needs its name; other values are not documented. */
export function AccountKindFields({ typed, onChange, errorOf }: Props) {
  const t = useTranslations("operations.create");
  const { enterprise } = typed;
  return (
    <FormCard title={t("section.kind")}>
      <fieldset className="grid content-start gap-1.5">
        <legend className="mb-1.5 text-sm font-medium">
          <FieldLabel api="AccountAttr">{t("attr")}</FieldLabel>
        </legend>
        {([true, false] as const).map((value) => (
          <label key={String(value)} className="flex min-h-6 w-fit items-center gap-2">
            <input
              type="radio"
              name="accountAttr"
              className="size-4"
              checked={enterprise === value}
              onChange={() => onChange({ enterprise: value })}
            />
            {t(value ? "enterprise" : "other")}
          </label>
        ))}
        {enterprise ? null : (
          <LiveField label={t("otherValue")} note={t("otherNote")} error={errorOf("accountAttr")}>
            {(ids) => (
              <Input
                {...ids}
                autoComplete="off"
                value={typed.otherAttr}
                onChange={(event) => onChange({ otherAttr: event.target.value })}
              />
            )}
          </LiveField>
        )}
      </fieldset>
      <LiveField
        label={<FieldLabel api="EnterpriseName">{t("enterpriseName")}</FieldLabel>}
        note={enterprise ? t("enterpriseNote") : undefined}
        error={errorOf("enterpriseName")}
      >
        {(ids) => (
          <Input
            {...ids}
            required={enterprise}
            autoComplete="off"
            value={typed.enterpriseName}
            onChange={(event) => onChange({ enterpriseName: event.target.value })}
          />
        )}
      </LiveField>
    </FormCard>
  );
}
