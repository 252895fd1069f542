import { useTranslations } from "next-intl";
import type { Role } from "@/lib/domain/policy";
import { PlainPage } from "./plain-page";

/** A page that exists and is not this person's to see. */
export function NoRight({ roles }: { readonly roles: Iterable<Role> }) {
  const t = useTranslations("common.forbidden");
  const words = useTranslations("words.role");
  const names = [...roles].map((role) => words(role)).join(", ");
  return (
    <PlainPage title={t("title")}>
      <p>{t("text", { roles: names || "–" })}</p>
    </PlainPage>
  );
}
