import Link from "next/link";
import { useTranslations } from "next-intl";
import { PlainPage } from "@/components/shell/plain-page";
import { buttonClass } from "@/components/ui/button";

/** Something that is not there, or is another account's: nobody is told which. */
export default function DeskNotFound() {
  const t = useTranslations("common.notFound");
  return (
    <PlainPage
      title={t("title")}
      action={
        <Link href="/members" className={buttonClass("primary")}>
          {t("home")}
        </Link>
      }
    >
      <p>{t("text")}</p>
    </PlainPage>
  );
}
