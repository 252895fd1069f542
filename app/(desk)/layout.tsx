import { NextIntlClientProvider } from "next-intl";
import { getMessages } from "next-intl/server";
import type { ReactNode } from "react";
import { QueryProvider } from "@/lib/client/query-provider";
import { deskMessages } from "@/lib/i18n/client-messages";

export default async function DeskLayout({ children }: { readonly children: ReactNode }) {
  return (
    <NextIntlClientProvider messages={deskMessages(await getMessages())}>
      <QueryProvider>{children}</QueryProvider>
    </NextIntlClientProvider>
  );
}
