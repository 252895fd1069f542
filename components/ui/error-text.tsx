import { useTranslations } from "next-intl";
import type { ErrorView } from "@/lib/domain/errors";

interface Props {
  /** `null`: no answer came. */
  readonly error: ErrorView | null;
  readonly of: "read" | "action";
}

/** A failure in words, with the reference under which the log holds its cause. */
export function ErrorText({ error, of }: Props) {
  const words = useTranslations("words");
  const t = useTranslations("common");
  if (error === null) return words(`noAnswer.${of}`);
  return (
    <>
      {words(`error.${error.code}`)}{" "}
      <span className="font-mono text-xs">{t("reference", { reference: error.reference })}</span>
    </>
  );
}
