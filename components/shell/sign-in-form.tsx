import { useTranslations } from "next-intl";
import { type ButtonVariant, buttonClass } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";

interface Props {
  /** The double-submit token; its other half is in a cookie. */
  readonly csrfToken: string;
  /** Where to go afterwards; next-auth lets only this desk's own addresses through. */
  readonly callbackUrl: string | null;
  /** Of its button; `plain` where another way in comes first. */
  readonly variant: ButtonVariant;
}

/** Posts to next-auth itself, so that signing in needs no script. */
export function SignInForm({ csrfToken, callbackUrl, variant }: Props) {
  const t = useTranslations("auth");
  return (
    <form method="post" action="/api/auth/callback/credentials" className="grid gap-4">
      <input type="hidden" name="csrfToken" value={csrfToken} />
      {callbackUrl ? <input type="hidden" name="callbackUrl" value={callbackUrl} /> : null}
      <Field label={t("email")}>
        {(ids) => <Input {...ids} name="email" type="email" autoComplete="username" maxLength={320} required />}
      </Field>
      <Field label={t("password")}>
        {(ids) => (
          <Input {...ids} name="password" type="password" autoComplete="current-password" maxLength={1024} required />
        )}
      </Field>
      <button type="submit" className={`${buttonClass(variant)} mt-1 min-h-9`}>
        {t("submit")}
      </button>
    </form>
  );
}
