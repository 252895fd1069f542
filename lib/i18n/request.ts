import { cookies, headers } from "next/headers";
import { getRequestConfig } from "next-intl/server";
import { type Locale, localeCookie, locales, negotiateLocale } from "@/lib/domain/locale";
import { chinese } from "./chinese";
import { english } from "./english";

const messages: Record<Locale, typeof english> = { en: english, "zh-CN": chinese };

/** What next-intl asks once per request and language; where code names one, that is it. Times are rendered by our own components, so the zone is fixed. */
export default getRequestConfig(async ({ locale: named }) => {
  const locale =
    locales.find((known) => known === named) ??
    negotiateLocale((await cookies()).get(localeCookie)?.value, (await headers()).get("accept-language"));
  return { locale, messages: messages[locale], timeZone: "UTC" };
});
