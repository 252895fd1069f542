import { useTranslations } from "next-intl";
import { DeskLink } from "@/components/shell/desk-link";

/** Says that what was asked for waits for a second person, with the way there; nothing where it does not. */
export function AskedText({ approvalId }: { readonly approvalId: string | null }) {
  const t = useTranslations("common");
  if (approvalId === null) return null;
  return (
    <p role="status" className="max-w-md text-sm text-ink-2">
      {t("asked")}{" "}
      <DeskLink
        href={`/approvals/${approvalId}`}
        className="whitespace-nowrap text-accent underline underline-offset-2"
      >
        {t("seeRequest")}
      </DeskLink>
    </p>
  );
}
