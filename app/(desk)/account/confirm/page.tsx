import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { NextIntlClientProvider } from "next-intl";
import { getMessages, getTranslations } from "next-intl/server";
import { ConfirmIdentity } from "@/components/own-account/confirm-identity";
import { PlainPage } from "@/components/shell/plain-page";
import { ProviderForm } from "@/components/shell/provider-form";
import { Banner } from "@/components/ui/banner";
import { buttonClass } from "@/components/ui/button";
import { ownPath } from "@/lib/auth/own-path";
import { csrfToken } from "@/lib/auth/require-actor";
import { isFresh } from "@/lib/domain/fresh-confirmation";
import { readWebEnv } from "@/lib/env";
import { ownAccountMessages } from "@/lib/i18n/client-messages";
import { ownAccount } from "@/lib/services/people/own-account";
import { confirmPassword } from "../../../_actions/account";
import { pageContext } from "../../../_wiring/page-context";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("ownAccount.confirm"))("title") };
}

type Search = Promise<Readonly<Record<string, string | string[] | undefined>>>;

const text = (value: string | string[] | undefined): string | null => (typeof value === "string" ? value : null);

/**
 * Where somebody shows again that it is them, and goes on to `next`: by password and code, or by a fresh round at the
 * company's provider. `asked=1`: they come back from there.
 */
export default async function ConfirmPage({ searchParams }: { readonly searchParams: Search }) {
  const context = await pageContext();
  const search = await searchParams;
  const { url, singleSignOn } = readWebEnv();
  const then = ownPath(text(search.next) ?? "/", new URL(url).origin);
  const t = await getTranslations("ownAccount.confirm");
  if (isFresh(context.actor.confirmedAt, context.now())) {
    if (text(search.asked)) redirect(then);
    return (
      <PlainPage
        title={t("title")}
        action={
          <a href={then} className={buttonClass("primary")}>
            {t("goOn")}
          </a>
        }
      >
        <p>{t("done")}</p>
      </PlainPage>
    );
  }
  const { secondFactor } = await ownAccount(context);
  const name = singleSignOn?.name ?? "";
  const token = await csrfToken();
  const back = `/account/confirm?${new URLSearchParams({ next: then, asked: "1" })}`;
  if (secondFactor === null && !token) redirect(`/api/auth/signin?${new URLSearchParams({ callbackUrl: back })}`);
  const trouble = text(search.error) ? t("down", { name }) : text(search.asked) ? t("notNow", { name }) : null;
  return (
    <PlainPage title={t("title")}>
      <p>{t("lead")}</p>
      {trouble && secondFactor === null ? <Banner tone="bad" role="alert" title={trouble} /> : null}
      {secondFactor ? (
        <NextIntlClientProvider messages={ownAccountMessages(await getMessages())}>
          <ConfirmIdentity confirm={confirmPassword} wantsCode={secondFactor.on} then={then} />
        </NextIntlClientProvider>
      ) : (
        <ProviderForm csrfToken={token ?? ""} callbackUrl={back} fresh>
          {t("company", { name })}
        </ProviderForm>
      )}
    </PlainPage>
  );
}
