"use server";

import { themeCookie, themes } from "@/components/shell/theme";
import { localeCookie, locales } from "@/lib/domain/locale";
import { keepChoice } from "../_wiring/browser-choice";

/** Keeps the language of this browser. A form posts it, so it works before signing in and without a script. */
export async function setLocale(form: FormData): Promise<void> {
  await keepChoice(form, { field: "locale", cookie: localeCookie, values: locales });
}

/** Keeps the theme of this browser. */
export async function setTheme(form: FormData): Promise<void> {
  await keepChoice(form, { field: "theme", cookie: themeCookie, values: themes });
}
