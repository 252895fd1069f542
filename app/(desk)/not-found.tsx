import { useTranslations } from "next-intl";
import { DeskLink } from "@/components/shell/desk-link";
import { PlainPage } from "@/components/shell/plain-page";
import { buttonClass } from "@/components/ui/button";

/** Something that is not there, or is another account's: nobody is told which. */
export default function DeskNotFound() {
  const t = useTranslations("common.notFound");
  return (
    <PlainPage
      title={t("title")}
      action={
        <DeskLink href="/members" className={buttonClass("primary")}>
          {t("home")}
        </DeskLink>
      }
    >
      <p>{t("text")}</p>
    </PlainPage>
  );
}
