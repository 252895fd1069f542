import type { Metadata, Viewport } from "next";
import { cookies, headers } from "next/headers";
import { NextIntlClientProvider } from "next-intl";
import { getLocale, getMessages } from "next-intl/server";
import type { ReactNode } from "react";
import { parseTheme, themeCookie } from "@/components/shell/theme";
import { HintLayer } from "@/components/ui/hint-layer";
import { nonceHeader } from "@/lib/http/request-headers";
import { rootMessages } from "@/lib/i18n/client-messages";
import { Providers } from "./providers";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Linkbook", template: "%s · Linkbook" },
  robots: { index: false, follow: false },
  icons: { icon: "/icon.svg" },
};

export const viewport: Viewport = { width: "device-width", initialScale: 1 };

/** Reading the nonce also makes every page dynamic: a static page would carry none and never hydrate. */
export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  const nonce = (await headers()).get(nonceHeader) ?? "";
  const theme = parseTheme((await cookies()).get(themeCookie)?.value);
  return (
    <html lang={await getLocale()} data-theme={theme}>
      <body>
        <Providers nonce={nonce}>
          <NextIntlClientProvider messages={rootMessages(await getMessages())}>{children}</NextIntlClientProvider>
        </Providers>
        <HintLayer />
      </body>
    </html>
  );
}
