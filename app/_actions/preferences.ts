"use server";

import { cookies } from "next/headers";
import { parseTheme, themeCookie } from "@/components/shell/theme";
import { isLocale, localeCookie } from "@/lib/i18n/locale";

const kept = { path: "/", maxAge: 365 * 86_400, sameSite: "lax", httpOnly: true } as const;

/** Keeps the language of this browser. A form posts it, so it works before signing in and without a script. */
export async function setLocale(form: FormData): Promise<void> {
  const locale = form.get("locale");
  if (typeof locale === "string" && isLocale(locale)) (await cookies()).set(localeCookie, locale, kept);
}

/** Keeps the theme of this browser. */
export async function setTheme(form: FormData): Promise<void> {
  const theme = form.get("theme");
  if (typeof theme === "string") (await cookies()).set(themeCookie, parseTheme(theme), kept);
}
