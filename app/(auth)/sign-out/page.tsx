import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { NextIntlClientProvider } from "next-intl";
import { getMessages, getTranslations } from "next-intl/server";
import { ActionButton } from "@/components/shell/action-button";
import { signedOutAddress } from "@/components/shell/signed-out";
import { currentActor } from "@/lib/auth/require-actor";
import { deskMessages } from "@/lib/i18n/client-messages";
import { signOut } from "../../_actions/session";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("auth"))("signOutTitle") };
}

export default async function SignOutPage() {
  // Also where the company's provider sends people back to after they have signed out there.
  if (!(await currentActor())) redirect(signedOutAddress);
  const t = await getTranslations("auth");
  return (
    <div className="grid justify-items-start gap-4">
      <h1 className="text-xl font-semibold">{t("signOutTitle")}</h1>
      <p className="text-ink-2">{t("signOutText")}</p>
      <NextIntlClientProvider messages={deskMessages(await getMessages())}>
        <ActionButton variant="primary" action={signOut.bind(null, {})} leaveTo={signedOutAddress}>
          {t("signOut")}
        </ActionButton>
      </NextIntlClientProvider>
    </div>
  );
}
