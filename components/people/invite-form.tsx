"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { InvitationLink } from "@/components/people/invitation-link";
import { useDeskRouter } from "@/components/shell/desk-router";
import { Button } from "@/components/ui/button";
import { ErrorText } from "@/components/ui/error-text";
import { Input } from "@/components/ui/field";
import { LiveField } from "@/components/ui/live-field";
import { type Action, useAction } from "@/lib/client/use-action";

export type InvitePerson = Action<
  { email: string; name: string },
  { readonly personId: string; readonly token: string }
>;

/** Lets somebody in; the link that comes of it is shown once. */
export function InviteForm({ invite }: { readonly invite: InvitePerson }) {
  const t = useTranslations("people.invite");
  const router = useDeskRouter();
  const [given, setGiven] = useState({ name: "", email: "" });
  const [link, setLink] = useState<{ readonly name: string; readonly token: string } | null>(null);
  const action = useAction(invite, {
    onDone: ({ token }, { name }) => {
      setLink({ name, token });
      setGiven({ name: "", email: "" });
      router.refresh();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void action.run(given);
  };
  const { failure } = action;
  const fields = failure?.error?.fields ?? [];
  const taken = failure?.error?.code === "conflict";
  return (
    <div className="grid gap-3 rounded-lg border border-line bg-surface p-4">
      <form onSubmit={submit} noValidate className="flex flex-wrap items-start gap-3">
        {(["name", "email"] as const).map((name) => (
          <LiveField
            key={name}
            label={t(name)}
            error={fields.includes(name) ? (taken ? t("taken") : t("wrong")) : null}
          >
            {(ids) => (
              <Input
                {...ids}
                required
                type={name === "email" ? "email" : "text"}
                autoComplete="off"
                maxLength={name === "email" ? 320 : 200}
                value={given[name]}
                onChange={(event) => setGiven({ ...given, [name]: event.target.value })}
                className="w-64 max-w-full"
              />
            )}
          </LiveField>
        ))}
        <Button type="submit" variant="primary" disabled={action.running} className="sm:mt-[1.6rem]">
          {t("submit")}
        </Button>
      </form>
      <p className="max-w-prose text-sm text-ink-2">{t("note")}</p>
      {failure === null || fields.length > 0 ? null : (
        <p role="alert" className="text-sm text-bad">
          <ErrorText error={failure.error} of="action" />
        </p>
      )}
      {link === null ? null : <InvitationLink {...link} />}
    </div>
  );
}
