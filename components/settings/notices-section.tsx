import { useTranslations } from "next-intl";
import { ActionButton } from "@/components/shell/action-button";
import { Cell, HeadCell, Table } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { ActionResult } from "@/lib/domain/errors";
import type { NoticesView } from "@/lib/domain/views/notices";
import { Section } from "./section";

interface Props {
  readonly notices: NoticesView;
  /** `null`: this person may only look. */
  readonly test: (() => Promise<ActionResult<unknown>>) | null;
}

const columns = ["found", "kind", "reader", "state"] as const;
/** On a narrow screen when and to whom stand below the state and what it is about. */
const narrow: Readonly<Record<string, string>> = { found: "max-md:hidden", reader: "max-md:hidden" };

/** How notices leave the desk, and how the newest fared: one that was not delivered is not shown as sent. */
export function NoticesSection({ notices, test }: Props) {
  const t = useTranslations("notices");
  const { mailFrom, webhookHost, waiting, givenUp, newest } = notices;
  const isOn = mailFrom !== null || webhookHost !== null;
  return (
    <Section title={t("desk.title")} note={t("desk.note")}>
      <div className="grid gap-4">
        <dl className="grid gap-x-6 sm:grid-cols-[max-content_minmax(0,1fr)] sm:gap-y-1.5 max-sm:[&>dd]:mb-1.5">
          <dt className="text-ink-2">{t("desk.mail")}</dt>
          <dd className="wrap-anywhere">
            {mailFrom === null ? t("desk.mailOff") : t("desk.mailOn", { from: mailFrom })}
          </dd>
          <dt className="text-ink-2">{t("desk.webhook")}</dt>
          <dd className="wrap-anywhere">
            {webhookHost === null ? t("desk.webhookOff") : t("desk.webhookOn", { host: webhookHost })}
          </dd>
          <dt className="text-ink-2">{t("desk.waiting")}</dt>
          <dd className="figures">{waiting}</dd>
          <dt className="text-ink-2">{t("desk.givenUp")}</dt>
          <dd className="figures">{givenUp}</dd>
        </dl>
        {test && isOn ? (
          <div className="justify-self-start">
            <ActionButton action={test}>{t("desk.test")}</ActionButton>
          </div>
        ) : null}
        {newest.length === 0 ? (
          <p className="text-ink-2">{t("desk.none")}</p>
        ) : (
          <Table label={t("desk.newest")}>
            <thead>
              <tr>
                {columns.map((column) => (
                  <HeadCell key={column} className={narrow[column]}>
                    {t(`desk.column.${column}`)}
                  </HeadCell>
                ))}
              </tr>
            </thead>
            <tbody>
              {newest.map(({ id, kind, reader, foundAt, state, tries, dueAt, failure }) => (
                <tr key={id}>
                  <Cell className={`whitespace-nowrap ${narrow.found}`}>
                    <Time at={foundAt} />
                  </Cell>
                  <Cell>
                    {t(`kind.${kind}`)}
                    <p className="text-sm text-ink-2 md:hidden">{reader ?? t("desk.toWebhook")}</p>
                  </Cell>
                  <Cell className={narrow.reader}>{reader ?? t("desk.toWebhook")}</Cell>
                  <Cell className="min-w-36">
                    {t(`desk.state.${state}`, { tries })}
                    <p className="text-sm text-ink-2 md:hidden">
                      <Time at={foundAt} />
                    </p>
                    {failure === null ? null : (
                      <p className="text-sm text-ink-2">
                        {t("desk.failure")} <span className="font-mono">{failure}</span>
                      </p>
                    )}
                    {state === "waiting" && tries > 0 ? (
                      <p className="text-sm text-ink-2">
                        {t("desk.next")} <Time at={dueAt} />
                      </p>
                    ) : null}
                  </Cell>
                </tr>
              ))}
            </tbody>
          </Table>
        )}
      </div>
    </Section>
  );
}
