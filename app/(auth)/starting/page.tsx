import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { requireActor } from "@/lib/auth/require-actor";

/** Shown between the first start and the moment when the account's UID is known. Looks again by itself, which is no use of a session. */
export default async function StartingPage() {
  const actor = await requireActor(false).catch(() => redirect("/sign-in"));
  if (actor.payers.size > 0) redirect("/");
  const t = await getTranslations("shell.noAccount");
  return (
    <div className="grid gap-2">
      <meta httpEquiv="refresh" content="5" />
      <h1 className="text-xl font-semibold">{t("title")}</h1>
      <p className="text-ink-2">{t("text")}</p>
    </div>
  );
}
