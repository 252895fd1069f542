"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useForm } from "@/components/account-operations/use-form";
import { Button } from "@/components/ui/button";
import { ErrorText } from "@/components/ui/error-text";
import { Input } from "@/components/ui/field";
import { LiveField } from "@/components/ui/live-field";
import type { Action } from "@/lib/client/use-action";

interface Props {
  readonly change: Action<{ password: string; code: string | null; next: string }, { readonly sessions: number }>;
  /** Whether a second step is on. */
  readonly wantsCode: boolean;
}

const empty = { password: "", code: "", next: "", repeat: "" };
type Name = keyof typeof empty;

const types: Record<Name, { readonly type: string; readonly autoComplete: string }> = {
  password: { type: "password", autoComplete: "current-password" },
  code: { type: "text", autoComplete: "one-time-code" },
  next: { type: "password", autoComplete: "new-password" },
  repeat: { type: "password", autoComplete: "new-password" },
};

/** Another password by the old one; every other session of the person ends with it. */
export function PasswordForm({ change, wantsCode }: Props) {
  const t = useTranslations("ownAccount.password");
  const [given, setGiven] = useState(empty);
  const [ended, setEnded] = useState<number | null>(null);
  const names: readonly Name[] = wantsCode ? ["password", "code", "next", "repeat"] : ["password", "next", "repeat"];
  const form = useForm({
    action: change,
    input: { password: given.password, code: wantsCode ? given.code.trim() : null, next: given.next },
    fields: names,
    wrongFields: names.filter((name) =>
      name === "next"
        ? [...given.next].length < 12 || given.next === given.password
        : name === "repeat"
          ? given.repeat !== given.next
          : given[name].trim() === "",
    ),
    onDone: ({ sessions }) => {
      setEnded(sessions);
      setGiven(empty);
    },
  });
  const isOfField = names.some(form.isWrong);
  return (
    <form ref={form.ref} onSubmit={form.onSubmit} noValidate className="grid w-full max-w-xs gap-3">
      {names.map((name) => (
        <LiveField
          key={name}
          label={t(`${name}.label`)}
          note={name === "next" ? t("nextNote") : null}
          error={form.isWrong(name) ? t(`${name}.wrong`) : null}
        >
          {(ids) => (
            <Input
              {...ids}
              {...types[name]}
              maxLength={name === "code" ? 32 : 1_024}
              value={given[name]}
              onChange={(event) => {
                setGiven({ ...given, [name]: event.target.value });
                setEnded(null);
                form.mended(name);
              }}
            />
          )}
        </LiveField>
      ))}
      {form.failure && !isOfField ? (
        <p role="alert" className="text-sm text-bad">
          <ErrorText error={form.failure.error} of="action" />
        </p>
      ) : null}
      {ended === null ? null : <p role="status">{t("done", { sessions: ended })}</p>}
      <Button type="submit" variant="primary" aria-disabled={form.running} className="justify-self-start">
        {t("submit")}
      </Button>
    </form>
  );
}
