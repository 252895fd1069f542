import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { SignInForm } from "@/components/shell/sign-in-form";
import { isSignedOut } from "@/components/shell/signed-out";
import { Banner } from "@/components/ui/banner";
import { buttonClass } from "@/components/ui/button";
import { csrfToken, currentActor } from "@/lib/auth/require-actor";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("auth"))("title") };
}

type Search = Promise<Readonly<Record<string, string | string[] | undefined>>>;

const text = (value: string | string[] | undefined): string | null => (typeof value === "string" ? value : null);

/** Next-auth's own address sets the token's cookie and comes back here, with a `callbackUrl` always. */
const cookieRound = "/api/auth/signin?callbackUrl=%2F";

export default async function SignInPage({ searchParams }: { readonly searchParams: Search }) {
  const search = await searchParams;
  if (await currentActor()) redirect("/");
  const [token, callbackUrl, error] = [await csrfToken(), text(search.callbackUrl), text(search.error)];
  if (!token && !callbackUrl) redirect(cookieRound);
  const t = await getTranslations("auth");
  const seconds = /^throttled-(\d{1,4})$/.exec(error ?? "")?.[1];
  const trouble = !token
    ? t("cookies")
    : seconds
      ? t("throttled", { seconds })
      : error === "CredentialsSignin"
        ? t("wrong")
        : error
          ? t("failed")
          : null;
  return (
    <div className="grid gap-5">
      <div className="grid gap-1">
        <h1 className="text-xl font-semibold">{t("title")}</h1>
        <p className="text-ink-2">{t("lead")}</p>
      </div>
      {trouble ? <Banner tone="bad" role="alert" title={trouble} /> : null}
      {!trouble && isSignedOut(callbackUrl) ? <Banner tone="good" role="status" title={t("signedOut")} /> : null}
      {token ? (
        <SignInForm csrfToken={token} callbackUrl={callbackUrl} />
      ) : (
        <a href={cookieRound} className={buttonClass("primary")}>
          {t("tryAgain")}
        </a>
      )}
    </div>
  );
}
