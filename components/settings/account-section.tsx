import { useTranslations } from "next-intl";
import { Section } from "./section";

interface Props {
  readonly account: {
    readonly name: string | null;
    readonly uid: string;
    readonly site: "cn" | "intl";
    readonly endpoint: string;
  };
}

/** Which account this desk works for, and where it asks. */
export function AccountSection({ account }: Props) {
  const t = useTranslations("settings.account");
  const words = useTranslations("words.site");
  return (
    <Section title={t("title")}>
      <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-6 gap-y-1.5">
        {account.name === null ? null : (
          <>
            <dt className="text-ink-2">{t("name")}</dt>
            <dd>{account.name}</dd>
          </>
        )}
        <dt className="text-ink-2">{t("uid")}</dt>
        <dd className="figures">{account.uid}</dd>
        <dt className="text-ink-2">{t("site")}</dt>
        <dd>{words(account.site)}</dd>
        <dt className="text-ink-2">{t("endpoint")}</dt>
        <dd className="break-all">{account.endpoint}</dd>
      </dl>
    </Section>
  );
}
