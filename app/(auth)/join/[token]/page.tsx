import type { Metadata } from "next";
import { NextIntlClientProvider } from "next-intl";
import { getMessages, getTranslations } from "next-intl/server";
import { JoinForm } from "@/components/people/join-form";
import { Banner } from "@/components/ui/banner";
import { personOfInvitation } from "@/lib/auth/own-account/join";
import { joinMessages } from "@/lib/i18n/client-messages";
import { setFirstPassword } from "../../../_actions/join";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("people.join"))("title"), referrer: "no-referrer" };
}

interface Props {
  readonly params: Promise<{ readonly token: string }>;
}

/** Where an invitation leads: to setting a password, once. */
export default async function JoinPage({ params }: Props) {
  const { token } = await params;
  const person = await personOfInvitation(token);
  const t = await getTranslations("people.join");
  return (
    <div className="grid gap-5">
      <div className="grid gap-1">
        <h1 className="text-xl font-semibold">{t("title")}</h1>
        {person ? <p className="text-ink-2">{t("lead", { email: person.email })}</p> : null}
      </div>
      {person ? (
        <NextIntlClientProvider messages={joinMessages(await getMessages())}>
          <JoinForm email={person.email} token={token} setFirstPassword={setFirstPassword} />
        </NextIntlClientProvider>
      ) : (
        <Banner tone="warn" title={t("gone")} />
      )}
    </div>
  );
}
