import type { Metadata } from "next";
import { NextIntlClientProvider } from "next-intl";
import { getMessages, getTranslations } from "next-intl/server";
import { MailSection } from "@/components/own-account/mail-section";
import { PasswordForm } from "@/components/own-account/password-form";
import { SecondFactor } from "@/components/own-account/second-factor";
import { SessionsSection } from "@/components/own-account/sessions-section";
import { Section } from "@/components/settings/section";
import { readWebEnv } from "@/lib/env";
import { ownAccountMessages } from "@/lib/i18n/client-messages";
import { ownNotices } from "@/lib/services/notices/own-notices";
import { ownAccount } from "@/lib/services/people/own-account";
import {
  changePassword,
  chooseNotice,
  confirmSecondFactor,
  endOtherSessions,
  endOwnSession,
  startSecondFactor,
  turnOffSecondFactor,
} from "../../_actions/account";
import { pageContext } from "../../_wiring/page-context";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("ownAccount"))("title") };
}

/** How one signs in oneself, where one is signed in, and what one is told of. */
export default async function OwnAccountPage() {
  const context = await pageContext();
  const { secondFactor, sessions } = await ownAccount(context);
  const t = await getTranslations("ownAccount");
  return (
    <div className="max-w-6xl">
      <h1 className="text-xl font-semibold">{t("title")}</h1>
      <p className="mb-2 text-ink-2">{t("lead")}</p>
      {secondFactor === null ? null : (
        <Section title={t("password.title")} note={t("password.note")}>
          <NextIntlClientProvider messages={ownAccountMessages(await getMessages())}>
            <PasswordForm change={changePassword} wantsCode={secondFactor.on} />
          </NextIntlClientProvider>
        </Section>
      )}
      <Section title={t("second.title")} note={t("second.note")}>
        {secondFactor === null ? (
          <p>{t("second.company")}</p>
        ) : (
          <NextIntlClientProvider messages={ownAccountMessages(await getMessages())}>
            <SecondFactor
              {...secondFactor}
              start={startSecondFactor}
              confirm={confirmSecondFactor}
              turnOff={turnOffSecondFactor}
            />
          </NextIntlClientProvider>
        )}
      </Section>
      <SessionsSection
        sessions={sessions}
        end={(handle) => endOwnSession.bind(null, { handle })}
        endOthers={endOtherSessions.bind(null, {})}
      />
      <MailSection
        notices={readWebEnv().notices.mail && (await ownNotices(context))}
        email={context.actor.email}
        choose={(kind, told) => chooseNotice.bind(null, { kind, told })}
      />
    </div>
  );
}
