"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState, useTransition } from "react";
import { Banner } from "@/components/ui/banner";
import { Button, buttonClass } from "@/components/ui/button";
import { ErrorText } from "@/components/ui/error-text";
import { Input } from "@/components/ui/field";
import { LiveField } from "@/components/ui/live-field";
import type { ActionResult, ErrorView } from "@/lib/domain/errors";

interface Props {
  readonly email: string;
  readonly token: string;
  readonly setFirstPassword: (input: { token: string; password: string }) => Promise<ActionResult<unknown>>;
}

/** Where somebody who was invited sets their password. */
export function JoinForm({ email, token, setFirstPassword }: Props) {
  const t = useTranslations("people.join");
  const [given, setGiven] = useState({ password: "", repeat: "" });
  const [wrong, setWrong] = useState<"short" | "differ" | null>(null);
  const [failure, setFailure] = useState<{ readonly error: ErrorView | null }>();
  const [isDone, setDone] = useState(false);
  const [pending, start] = useTransition();
  if (isDone)
    return (
      <div className="grid gap-4">
        <Banner tone="good" role="status" title={t("done")} />
        <a href="/sign-in" className={buttonClass("primary")}>
          {t("toSignIn")}
        </a>
      </div>
    );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const why = [...given.password].length < 12 ? "short" : given.password === given.repeat ? null : "differ";
    setWrong(why);
    if (why === null)
      start(async () => {
        setFailure(undefined);
        const result = await setFirstPassword({ token, password: given.password }).catch(() => null);
        if (result?.ok) setDone(true);
        else setFailure({ error: result?.error ?? null });
      });
  };
  const isGone = failure?.error?.code === "not_found";
  return (
    <form onSubmit={submit} noValidate className="grid gap-4">
      <input type="hidden" name="username" autoComplete="username" value={email} />
      {failure === undefined ? null : (
        <Banner tone="bad" role="alert" title={isGone ? t("gone") : <ErrorText error={failure.error} of="action" />} />
      )}
      {(["password", "repeat"] as const).map((name) => (
        <LiveField
          key={name}
          label={t(name)}
          note={name === "password" ? t("passwordNote") : null}
          error={wrong === (name === "password" ? "short" : "differ") ? t(wrong ?? "short") : null}
        >
          {(ids) => (
            <Input
              {...ids}
              required
              type="password"
              autoComplete="new-password"
              maxLength={1_024}
              value={given[name]}
              onChange={(event) => setGiven({ ...given, [name]: event.target.value })}
            />
          )}
        </LiveField>
      ))}
      <Button type="submit" variant="primary" disabled={pending}>
        {t("submit")}
      </Button>
    </form>
  );
}
