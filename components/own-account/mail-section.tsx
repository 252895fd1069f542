import { useTranslations } from "next-intl";
import { Section } from "@/components/settings/section";
import { ActionButton } from "@/components/shell/action-button";
import { Cell, HeadCell, Table } from "@/components/ui/table";
import type { ActionResult } from "@/lib/domain/errors";
import type { NoticeKind } from "@/lib/domain/notice";
import type { OwnNotices } from "@/lib/domain/views/notices";

interface Props {
  /** `null`: this desk sends no mail. */
  readonly notices: OwnNotices | null;
  readonly email: string;
  readonly choose: (kind: NoticeKind, told: boolean) => () => Promise<ActionResult<unknown>>;
}

/** What one is told of by mail, kind by kind. */
export function MailSection({ notices, email, choose }: Props) {
  const t = useTranslations("notices");
  if (!notices)
    return (
      <Section title={t("own.title")} note={t("own.note")}>
        <p>{t("own.off")}</p>
      </Section>
    );
  return (
    <Section title={t("own.title")} note={t("own.note")}>
      <div className="grid gap-3">
        <p className="break-words">{t("own.to", { email, language: notices.language.slice(0, 2) })}</p>
        <Table label={t("own.title")}>
          <thead>
            <tr>
              <HeadCell>{t("own.column.kind")}</HeadCell>
              <HeadCell className="max-sm:hidden">{t("own.column.state")}</HeadCell>
              {/* Holds what is for screen readers only: unheld, it would widen the page. */}
              <HeadCell className="relative">
                <span className="sr-only">{t("own.column.change")}</span>
              </HeadCell>
            </tr>
          </thead>
          <tbody>
            {notices.kinds.map(({ kind, told }) => (
              <tr key={kind}>
                <Cell className="sm:min-w-40">
                  <p className="font-medium">{t(`kind.${kind}`)}</p>
                  <p className="text-sm text-ink-2">{t(`kindNote.${kind}`)}</p>
                  <p className="sm:hidden">{t(told ? "own.on" : "own.isOff")}</p>
                </Cell>
                <Cell className="whitespace-nowrap max-sm:hidden">{t(told ? "own.on" : "own.isOff")}</Cell>
                <Cell className="text-right">
                  <ActionButton
                    size="small"
                    action={choose(kind, !told)}
                    label={t(told ? "own.turnOff" : "own.turnOn", { kind: t(`kind.${kind}`) })}
                  >
                    {t(told ? "own.stopShort" : "own.keepShort")}
                  </ActionButton>
                </Cell>
              </tr>
            ))}
          </tbody>
        </Table>
      </div>
    </Section>
  );
}
