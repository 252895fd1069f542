import { useLocale, useTranslations } from "next-intl";
import { type Locale, locales } from "@/lib/domain/locale";
import { ChoiceForm } from "./choice-form";

const names: Record<Locale, string> = { en: "English", "zh-CN": "简体中文" };

interface Props {
  readonly action: (form: FormData) => Promise<void>;
  readonly hideLegend?: boolean;
}

/** The language, each named in itself. */
export function LanguageChoice({ action, hideLegend = false }: Props) {
  const t = useTranslations("shell.person");
  return (
    <ChoiceForm
      legend={t("language")}
      name="locale"
      chosen={useLocale()}
      choices={locales.map((locale) => ({ value: locale, label: names[locale], lang: locale }))}
      action={action}
      hideLegend={hideLegend}
    />
  );
}
