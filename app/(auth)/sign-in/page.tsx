import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ProviderForm } from "@/components/shell/provider-form";
import { SignInForm } from "@/components/shell/sign-in-form";
import { isSignedOut } from "@/components/shell/signed-out";
import { Banner } from "@/components/ui/banner";
import { buttonClass } from "@/components/ui/button";
import { ownPath } from "@/lib/auth/own-path";
import { csrfToken, currentActor } from "@/lib/auth/require-actor";
import { signInRefusals } from "@/lib/domain/sign-in-refusals";
import { readWebEnv } from "@/lib/env";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("auth"))("title") };
}

type Search = Promise<Readonly<Record<string, string | string[] | undefined>>>;

const text = (value: string | string[] | undefined): string | null => (typeof value === "string" ? value : null);

/** Next-auth's own address sets the token's cookie and comes back here, with a `callbackUrl` always. */
const cookieRound = "/api/auth/signin?callbackUrl=%2F";

/** What went wrong, in words; `null`: nothing. */
async function troubleOf(error: string | null, name: string | null): Promise<string | null> {
  const t = await getTranslations("auth");
  const seconds = /^throttled-(\d{1,4})$/.exec(error ?? "")?.[1];
  const refusal = signInRefusals.find((reason) => error === `sso-${reason}`);
  if (seconds) return t("throttled", { seconds });
  if (refusal && name !== null) return t(`sso.${refusal}`, { name });
  if (error === "OAuthSignin" && name !== null) return t("sso.down", { name });
  if ((error === "OAuthCallback" || error === "Callback") && name !== null) return t("sso.failed", { name });
  if (error === "CredentialsSignin") return t("wrong");
  if (error === "code-again") return t("codeAgain");
  return error ? t("failed") : null;
}

export default async function SignInPage({ searchParams }: { readonly searchParams: Search }) {
  const search = await searchParams;
  const [token, callbackUrl, error] = [await csrfToken(), text(search.callbackUrl), text(search.error)];
  if (await currentActor())
    // Somebody who was to confirm that it is them, and came to nothing.
    redirect(error ? "/account/confirm?error=provider" : ownPath(callbackUrl ?? "/", new URL(readWebEnv().url).origin));
  if (error && /^code(-wrong|-throttled-\d{1,4})?$/.test(error))
    redirect(
      `/sign-in/code${error === "code" ? "" : `?${new URLSearchParams({ error: error.slice("code-".length) })}`}`,
    );
  if (!token && !callbackUrl) redirect(cookieRound);
  const t = await getTranslations("auth");
  const provider = readWebEnv().singleSignOn?.name ?? null;
  const trouble = token ? await troubleOf(error, provider) : t("cookies");
  return (
    <div className="grid gap-5">
      <div className="grid gap-1">
        <h1 className="text-xl font-semibold">{t("title")}</h1>
        <p className="text-ink-2">{t("lead")}</p>
      </div>
      {trouble ? <Banner tone="bad" role="alert" title={trouble} /> : null}
      {!trouble && isSignedOut(callbackUrl) ? <Banner tone="good" role="status" title={t("signedOut")} /> : null}
      {token && provider !== null ? (
        <>
          <ProviderForm csrfToken={token} callbackUrl={callbackUrl}>
            {t("with", { name: provider })}
          </ProviderForm>
          <p className="flex items-center gap-3 text-sm text-ink-2 before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
            {t("or")}
          </p>
        </>
      ) : null}
      {token ? (
        <SignInForm csrfToken={token} callbackUrl={callbackUrl} variant={provider === null ? "primary" : "plain"} />
      ) : (
        <a href={cookieRound} className={buttonClass("primary")}>
          {t("tryAgain")}
        </a>
      )}
    </div>
  );
}
