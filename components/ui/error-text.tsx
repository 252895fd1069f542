import { useTranslations } from "next-intl";
import { ConfirmAgain } from "@/components/ui/confirm-again";
import { SignInAgain } from "@/components/ui/sign-in-again";
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
      {words(`error.${error.code}`)} {error.code === "not_signed_in" ? <SignInAgain /> : null}
      {error.code === "confirm_needed" ? <ConfirmAgain /> : null}{" "}
      <span className="font-mono text-xs">{t("reference", { reference: error.reference })}</span>
    </>
  );
}
