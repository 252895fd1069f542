"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useForm } from "@/components/account-operations/use-form";
import { Button } from "@/components/ui/button";
import { ErrorText } from "@/components/ui/error-text";
import { Input } from "@/components/ui/field";
import { LiveField } from "@/components/ui/live-field";
import type { Action } from "@/lib/client/use-action";

/** What shows again that somebody is who signed in; `code`: null where no second step is on. */
export type ProveIdentity<Value = null> = Action<{ password: string; code: string | null }, Value>;

interface Props<Value> {
  readonly prove: ProveIdentity<Value>;
  readonly wantsCode: boolean;
  readonly submit: string;
  readonly onDone: (value: Value) => void;
  readonly onCancel?: () => void;
}

/** Asks for the password again, and for a code where a second step is on. */
export function ProofForm<Value>({ prove, wantsCode, submit, onDone, onCancel }: Props<Value>) {
  const t = useTranslations("ownAccount.second");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const form = useForm({
    action: prove,
    input: { password, code: wantsCode ? code.trim() : null },
    fields: ["password", "code"] as const,
    wrongFields: [
      ...(password === "" ? (["password"] as const) : []),
      ...(wantsCode && code.trim() === "" ? (["code"] as const) : []),
    ],
    onDone,
  });
  const isOfField = form.isWrong("password") || form.isWrong("code");
  return (
    <form ref={form.ref} onSubmit={form.onSubmit} noValidate className="grid w-full max-w-xs gap-3">
      <LiveField label={t("password")} error={form.isWrong("password") ? t("wrongPassword") : null}>
        {(ids) => (
          <Input
            {...ids}
            type="password"
            autoComplete="current-password"
            value={password}
            onChange={(event) => {
              setPassword(event.target.value);
              form.mended("password");
            }}
          />
        )}
      </LiveField>
      {wantsCode ? (
        <LiveField label={t("code")} error={form.isWrong("code") ? t("wrongCode") : null}>
          {(ids) => (
            <Input
              {...ids}
              autoComplete="one-time-code"
              maxLength={32}
              value={code}
              onChange={(event) => {
                setCode(event.target.value);
                form.mended("code");
              }}
            />
          )}
        </LiveField>
      ) : null}
      {form.failure && !isOfField ? (
        <p role="alert" className="text-sm text-bad">
          <ErrorText error={form.failure.error} of="action" />
        </p>
      ) : null}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" aria-disabled={form.running}>
          {submit}
        </Button>
        {onCancel ? <Button onClick={onCancel}>{t("cancel")}</Button> : null}
      </div>
    </form>
  );
}
