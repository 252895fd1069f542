"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";

/** The way to where one shows again that it is them, and back. A whole page load: every part of the page is then told of it. */
export function ConfirmAgain() {
  const t = useTranslations("common");
  const query = useSearchParams().toString();
  const here = usePathname() + (query && `?${query}`);
  return (
    <a href={`/account/confirm?${new URLSearchParams({ next: here })}`} className="underline underline-offset-2">
      {t("confirm")}
    </a>
  );
}
