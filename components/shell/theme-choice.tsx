import { useTranslations } from "next-intl";
import { ChoiceForm } from "./choice-form";
import { type Theme, themes } from "./theme";

interface Props {
  readonly chosen: Theme;
  readonly action: (form: FormData) => Promise<void>;
}

/** Light, dark, or as the system says. */
export function ThemeChoice({ chosen, action }: Props) {
  const t = useTranslations("shell.person");
  return (
    <ChoiceForm
      legend={t("theme")}
      name="theme"
      chosen={chosen}
      choices={themes.map((theme) => ({ value: theme, label: t(theme) }))}
      action={action}
    />
  );
}
