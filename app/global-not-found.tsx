import type { Metadata } from "next";
import { cookies } from "next/headers";
import { getLocale, getTranslations } from "next-intl/server";
import { PlainPage } from "@/components/shell/plain-page";
import { parseTheme, themeCookie } from "@/components/shell/theme";
import { buttonClass } from "@/components/ui/button";
import "./globals.css";

export const metadata: Metadata = { title: "Linkbook" };

/** An address that no route knows. Reading the cookies makes it dynamic; the built-in page is static and breaks the policy. */
export default async function GlobalNotFound() {
  const theme = parseTheme((await cookies()).get(themeCookie)?.value);
  const t = await getTranslations("common.notFound");
  return (
    <html lang={await getLocale()} data-theme={theme}>
      <body>
        <main>
          <PlainPage
            title={t("title")}
            action={
              <a href="/members" className={buttonClass("primary")}>
                {t("home")}
              </a>
            }
          >
            <p>{t("text")}</p>
          </PlainPage>
        </main>
      </body>
    </html>
  );
}
