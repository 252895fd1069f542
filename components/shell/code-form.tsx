import { useTranslations } from "next-intl";
import { buttonClass } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";

/** Posts the code to next-auth, without a script; where to go afterwards is in a cookie since the password. */
export function CodeForm({ csrfToken }: { readonly csrfToken: string }) {
  const t = useTranslations("auth");
  return (
    <form method="post" action="/api/auth/callback/credentials" className="grid gap-4">
      <input type="hidden" name="csrfToken" value={csrfToken} />
      <Field label={t("code")}>
        {(ids) => (
          // Not numeric: a recovery code has letters.
          <Input
            {...ids}
            name="code"
            autoComplete="one-time-code"
            autoCapitalize="characters"
            maxLength={32}
            required
          />
        )}
      </Field>
      <button type="submit" className={`${buttonClass("primary")} min-h-9`}>
        {t("codeSubmit")}
      </button>
    </form>
  );
}
