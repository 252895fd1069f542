"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useForm } from "@/components/account-operations/use-form";
import { Button } from "@/components/ui/button";
import { ErrorText } from "@/components/ui/error-text";
import { Input } from "@/components/ui/field";
import { LiveField } from "@/components/ui/live-field";
import type { Action } from "@/lib/client/use-action";
import type { SecondFactorStart } from "@/lib/domain/views/own-account";

interface Props {
  readonly start: SecondFactorStart;
  readonly confirm: Action<{ code: string }, { readonly recoveryCodes: readonly string[] }>;
  readonly onDone: (recoveryCodes: readonly string[]) => void;
  readonly onCancel: () => void;
}

/** What the app has to read, and the first code that it shows. */
export function FactorSetup({ start: { secret, qr }, confirm, onDone, onCancel }: Props) {
  const t = useTranslations("ownAccount.second");
  const [code, setCode] = useState("");
  const form = useForm({
    action: confirm,
    input: { code: code.trim() },
    fields: ["code"] as const,
    wrongFields: code.trim() === "" ? (["code"] as const) : [],
    onDone: ({ recoveryCodes }) => onDone(recoveryCodes),
  });
  return (
    <form ref={form.ref} onSubmit={form.onSubmit} noValidate className="grid justify-items-start gap-4">
      <p>{t("scan")}</p>
      {/* Black on white in every theme: some cameras read nothing else. */}
      <svg
        role="img"
        aria-label={t("qr")}
        viewBox={`0 0 ${qr.size} ${qr.size}`}
        shapeRendering="crispEdges"
        className="size-52 rounded-md border border-line"
      >
        <path fill="#fff" d={`M0 0h${qr.size}v${qr.size}h-${qr.size}z`} />
        <path fill="#000" d={qr.path} />
      </svg>
      <p className="grid gap-1">
        <span className="text-sm font-medium">{t("key")}</span>
        <code className="font-mono break-all select-all">{secret.match(/.{1,4}/g)?.join(" ")}</code>
      </p>
      <div className="w-full max-w-xs">
        <LiveField label={t("code")} note={t("type")} error={form.isWrong("code") ? t("wrongCode") : null}>
          {(ids) => (
            <Input
              {...ids}
              inputMode="numeric"
              autoComplete="one-time-code"
              maxLength={16}
              value={code}
              onChange={(event) => {
                setCode(event.target.value);
                form.mended("code");
              }}
            />
          )}
        </LiveField>
      </div>
      {form.failure && !form.isWrong("code") ? (
        <p role="alert" className="text-sm text-bad">
          <ErrorText error={form.failure.error} of="action" />
        </p>
      ) : null}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" aria-disabled={form.running}>
          {t("confirm")}
        </Button>
        <Button onClick={onCancel}>{t("cancel")}</Button>
      </div>
    </form>
  );
}
