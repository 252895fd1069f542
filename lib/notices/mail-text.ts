import { createTranslator } from "use-intl/core";
import type { Instant, Uid } from "@/lib/domain/ids";
import type { Locale } from "@/lib/domain/locale";
import type { NoticeFacts } from "@/lib/domain/notice";
import { chinese } from "@/lib/i18n/chinese";
import { english } from "@/lib/i18n/english";

const messages: Record<Locale, typeof english> = { en: english, "zh-CN": chinese };

/** What a mail says beside the facts, looked up when it is written. */
export interface MailDetails {
  /** Who asked for what it is about; null: nobody, or they are not known any more. */
  readonly asker: string | null;
  readonly reason: string;
  readonly decider: string | null;
  readonly decisionReason: string | null;
}

interface Place {
  readonly locale: Locale;
  /** The desk's address, as `NEXTAUTH_URL` has it. */
  readonly deskUrl: string;
  readonly account: { readonly uid: Uid; readonly name: string | null };
}

/** To the minute, in UTC, and so said: a mail does not know where it is read. */
const moment = (at: Instant, locale: Locale): string => {
  const shape = { dateStyle: "medium", timeStyle: "short", timeZone: "UTC", hourCycle: "h23" } as const;
  return `${new Intl.DateTimeFormat(locale, shape).format(new Date(at))} UTC`;
};

/** What people wrote, their names among it, cannot look like a line of ours, nor turn one round. */
const onOneLine = (text: string): string => text.replaceAll(/[\s\p{C}]+/gu, " ").trim();

/** The page of the desk that a notice is about, without its account. */
function pageOf(facts: NoticeFacts): string {
  switch (facts.kind) {
    case "waiting":
    case "decided":
      return `/approvals/${facts.approvalId}`;
    case "failed":
      return "changeSetId" in facts ? `/changes/${facts.changeSetId}` : `/operations/${facts.operationId}`;
    case "late":
      return `/changes/${facts.changeSetId}`;
    case "drift":
      return "/attention";
    case "test":
      return "/settings";
  }
}

/** The address of that page. Rights reach over all accounts: whoever decides on them need not see the one of the request. */
export const linkOf = (facts: NoticeFacts, deskUrl: string, account: Uid): string => {
  const isOfAll = "about" in facts && facts.about === "rights";
  return new URL(`${pageOf(facts)}${isOfAll ? "" : `?account=${account}`}`, deskUrl).href;
};

/** Subject and text of the mail about a notice, in its reader's language: plain text, whatever people wrote into reasons. */
export function mailOf(
  facts: NoticeFacts,
  details: MailDetails,
  { locale, deskUrl, account }: Place,
): { readonly subject: string; readonly text: string } {
  const t = createTranslator({ locale, messages: messages[locale], namespace: "notices.mail", timeZone: "UTC" });
  const words = createTranslator({ locale, messages: messages[locale], namespace: "words", timeZone: "UTC" });
  const operations = createTranslator({ locale, messages: messages[locale], namespace: "operations", timeZone: "UTC" });
  const who = onOneLine(details.asker ?? "?");
  const [subject, ...lines] = ((): readonly string[] => {
    switch (facts.kind) {
      case "waiting":
        return [
          t("waiting.subject", { about: words(`approvalKind.${facts.about}`) }),
          t("waiting.text", { who, until: moment(facts.expiresAt, locale) }),
        ];
      case "decided":
        return [
          t("decided.subject", {
            about: words(`approvalKind.${facts.about}`),
            status: facts.leftOut ? "partly" : facts.status,
          }),
          facts.voidReason
            ? t("decided.voided", { why: words(`voidReason.${facts.voidReason}`) })
            : facts.leftOut
              ? t("decided.partly", facts.leftOut)
              : t("decided.text", { status: facts.status }),
        ];
      case "failed": {
        if ("changeSetId" in facts) {
          const { failed, changes } = facts;
          return [t("failed.subject", { failed, changes }), t("failed.text", { failed, changes })];
        }
        const outcome =
          facts.outcome === "created_unseen" ||
          facts.outcome === "recorded_created" ||
          facts.outcome === "recorded_not_created"
            ? operations(`outcome.${facts.outcome}`)
            : words(`outcome.${facts.outcome}`);
        return [t("failedAct.subject", { act: operations(`kind.${facts.act}`), outcome }), t("failedAct.text")];
      }
      case "late":
        return [
          t("late.subject", { ends: facts.ends }),
          t("late.text", { ends: facts.ends, due: moment(facts.dueAt, locale) }),
        ];
      case "drift": {
        const { relations, differences, lateEffects: late } = facts;
        return [
          t("drift.subject", { relations }),
          t("drift.text", { relations, differences, since: moment(facts.since, locale) }),
          ...(late > 0 ? [t("drift.late", { late })] : []),
        ];
      }
      case "test":
        return [t("test.subject"), t("test.text")];
    }
  })();
  const said = [
    ...(details.asker && facts.kind !== "waiting" && facts.kind !== "decided" ? [t("asked", { who })] : []),
    ...(details.reason ? [t("reason", { reason: onOneLine(details.reason) })] : []),
    ...(details.decider ? [t("decidedBy", { who: onOneLine(details.decider) })] : []),
    ...(details.decisionReason ? [t("decisionReason", { reason: onOneLine(details.decisionReason) })] : []),
    t("account", { account: account.name ? `${account.name} (${account.uid})` : account.uid }),
  ];
  const chosen = facts.kind === "test" ? [] : ["", `${t("why")} ${new URL("/account", deskUrl).href}`];
  return {
    subject: `[Linkbook] ${subject}`,
    text: [...lines, "", ...said, "", linkOf(facts, deskUrl, account.uid), ...chosen, ""].join("\n"),
  };
}
