import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { CodeForm } from "@/components/shell/code-form";
import { Banner } from "@/components/ui/banner";
import { csrfToken, currentActor, hasTicket } from "@/lib/auth/require-actor";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("auth"))("codeTitle") };
}

interface Props {
  readonly searchParams: Promise<{ readonly error?: string | string[] }>;
}

/** The second step of signing in, for whoever comes from a right password. */
export default async function CodePage({ searchParams }: Props) {
  if (await currentActor()) redirect("/");
  const token = await csrfToken();
  if (!token || !(await hasTicket())) redirect("/sign-in");
  const { error } = await searchParams;
  const seconds = typeof error === "string" ? /^throttled-(\d{1,4})$/.exec(error)?.[1] : undefined;
  const t = await getTranslations("auth");
  return (
    <div className="grid gap-5">
      <div className="grid gap-1">
        <h1 className="text-xl font-semibold">{t("codeTitle")}</h1>
        <p className="text-ink-2">{t("codeLead")}</p>
      </div>
      {error ? <Banner tone="bad" role="alert" title={seconds ? t("throttled", { seconds }) : t("codeWrong")} /> : null}
      <CodeForm csrfToken={token} />
      <a href="/sign-in" className="w-fit text-accent underline underline-offset-2">
        {t("startAgain")}
      </a>
    </div>
  );
}
