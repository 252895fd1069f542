"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";

/** The way to the sign-in page and back to where one is. A whole page load, because next-auth answers it. */
export function SignInAgain() {
  const t = useTranslations("common");
  const query = useSearchParams().toString();
  const here = usePathname() + (query && `?${query}`);
  return (
    <a href={`/api/auth/signin?${new URLSearchParams({ callbackUrl: here })}`} className="underline underline-offset-2">
      {t("signIn")}
    </a>
  );
}
