import { useTranslations } from "next-intl";
import { Section } from "@/components/settings/section";
import { ActionButton } from "@/components/shell/action-button";
import { Badge } from "@/components/ui/badge";
import { Cell, HeadCell, Table } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { ActionResult } from "@/lib/domain/errors";
import type { OwnSession } from "@/lib/domain/views/own-account";

type Act = () => Promise<ActionResult<unknown>>;

interface Props {
  readonly sessions: readonly OwnSession[];
  readonly end: (handle: string) => Act;
  readonly endOthers: Act;
}

/** Where one is signed in, the last used first, each with its end. */
export function SessionsSection({ sessions, end, endOthers }: Props) {
  const t = useTranslations("ownAccount.sessions");
  const where = ({ device }: OwnSession) => device ?? t("unknown");
  return (
    <Section title={t("title")} note={t("note")}>
      <div className="grid justify-items-start gap-3">
        <div className="w-full min-w-0">
          <Table label={t("title")}>
            <thead>
              <tr>
                <HeadCell>{t("where")}</HeadCell>
                {(["began", "lastUsed", "how"] as const).map((column) => (
                  <HeadCell key={column} className="max-sm:hidden">
                    {t(column)}
                  </HeadCell>
                ))}
                {/* Holds what is for screen readers only: unheld, it would widen the page. */}
                <HeadCell className="relative">
                  <span className="sr-only">{t("end")}</span>
                </HeadCell>
              </tr>
            </thead>
            <tbody>
              {sessions.map((session) => (
                <tr key={session.handle}>
                  <Cell className="sm:whitespace-nowrap">
                    {where(session)}
                    <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-2 text-sm text-ink-2 sm:hidden">
                      <dt>{t("began")}</dt>
                      <dd>
                        <Time at={session.beganAt} />
                      </dd>
                      <dt>{t("lastUsed")}</dt>
                      <dd>
                        <Time at={session.lastSeenAt} />
                      </dd>
                      <dt>{t("how")}</dt>
                      <dd>{t(`via.${session.via}`)}</dd>
                    </dl>
                  </Cell>
                  <Cell className="max-sm:hidden">
                    <Time at={session.beganAt} />
                  </Cell>
                  <Cell className="max-sm:hidden">
                    <Time at={session.lastSeenAt} />
                  </Cell>
                  <Cell className="whitespace-nowrap max-sm:hidden">{t(`via.${session.via}`)}</Cell>
                  <Cell className="text-right">
                    {session.isThis ? (
                      <Badge tone="good">{t("this")}</Badge>
                    ) : (
                      <ActionButton
                        size="small"
                        action={end(session.handle)}
                        label={t("endName", { where: where(session), began: session.beganAt })}
                      >
                        {t("end")}
                      </ActionButton>
                    )}
                  </Cell>
                </tr>
              ))}
            </tbody>
          </Table>
        </div>
        {sessions.length > 1 ? (
          <ActionButton variant="danger" action={endOthers}>
            {t("endOthers")}
          </ActionButton>
        ) : null}
      </div>
    </Section>
  );
}
