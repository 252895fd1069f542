import type { Metadata } from "next";
import { cookies } from "next/headers";
import { getTranslations } from "next-intl/server";
import { AccountSection } from "@/components/settings/account-section";
import { AliasSection } from "@/components/settings/alias-section";
import { CapabilitySection } from "@/components/settings/capability-section";
import { NoticesSection } from "@/components/settings/notices-section";
import { RulesSection } from "@/components/settings/rules-section";
import { ScheduleSection } from "@/components/settings/schedule-section";
import { SecondPersonSection } from "@/components/settings/second-person-section";
import { Section } from "@/components/settings/section";
import { SwitchRow } from "@/components/settings/switch-row";
import { ActionButton } from "@/components/shell/action-button";
import { DeskLink } from "@/components/shell/desk-link";
import { LanguageChoice } from "@/components/shell/language-choice";
import { signedOutAddress } from "@/components/shell/signed-out";
import { parseTheme, themeCookie } from "@/components/shell/theme";
import { ThemeChoice } from "@/components/shell/theme-choice";
import { buttonClass } from "@/components/ui/button";
import { may } from "@/lib/domain/policy";
import { readWebEnv } from "@/lib/env";
import { abilitiesIn, type Context } from "@/lib/services/context";
import { deskNotices } from "@/lib/services/notices/desk-notices";
import { listPeople } from "@/lib/services/people/list-people";
import { accountSettings, type WaitingSetting } from "@/lib/services/settings/account-settings";
import { capabilities } from "@/lib/services/settings/capabilities";
import { setLocale, setTheme } from "../../_actions/preferences";
import { signOutEverywhere } from "../../_actions/session";
import { changePolicy, setRule, setTrusteeshipEditable, switchWrites, testNotices } from "../../_actions/settings";
import { pageContext } from "../../_wiring/page-context";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("settings"))("title") };
}

/** Everybody has their own account here; what rules the desk is for those who may read it. */
export default async function SettingsPage() {
  const context = await pageContext();
  const { actor, payer } = context;
  const t = await getTranslations("settings");
  return (
    <div className="max-w-6xl">
      <h1 className="mb-2 text-xl font-semibold">{t("title")}</h1>
      {may(actor, "settings.read", payer) ? <AccountRules context={context} /> : null}
      {may(actor, "person.manage", payer) ? (
        <Section title={t("people.title")} note={t("people.note")}>
          <div className="grid justify-items-start gap-3">
            <p>
              {t("people.count", {
                count: (await listPeople(context)).filter(({ disabledAt }) => disabledAt === null).length,
              })}
            </p>
            <DeskLink href="/people" className={buttonClass()}>
              {t("people.manage")}
            </DeskLink>
          </div>
        </Section>
      ) : null}
      <Section title={t("own.title")}>
        <div className="grid justify-items-start gap-5">
          <LanguageChoice action={setLocale} />
          <ThemeChoice chosen={parseTheme((await cookies()).get(themeCookie)?.value)} action={setTheme} />
          <div className="grid justify-items-start gap-2">
            <p className="text-ink-2">{t("own.everywhereNote")}</p>
            <ActionButton variant="danger" action={signOutEverywhere.bind(null, {})} leaveTo={signedOutAddress}>
              {t("own.everywhere")}
            </ActionButton>
          </div>
        </div>
      </Section>
    </div>
  );
}

async function AccountRules({ context }: { readonly context: Context }) {
  const { payer } = context;
  const abilities = abilitiesIn(context);
  const { account, aliases, schedule, waiting } = await accountSettings(context);
  const t = await getTranslations("settings");
  const { writesOn, trusteeshipEditable } = account;
  const askedOf = (kind: WaitingSetting["kind"], rule: string | null = null) =>
    waiting.find((one) => one.kind === kind && one.rule === rule)?.approvalId ?? null;
  return (
    <>
      <AccountSection account={account} />
      <Section title={t("writes.title")}>
        <SwitchRow
          on={writesOn}
          state={t(writesOn ? "writes.isOn" : "writes.isOff")}
          consequence={writesOn ? t("writes.willOff") : t("writes.willOn", { uid: account.uid })}
          button={t(writesOn ? "writes.turnOff" : "writes.turnOn")}
          action={abilities.includes("writes.switch") ? switchWrites.bind(null, payer, { on: !writesOn }) : null}
          lookOnly={t("writes.onlyAdmin")}
          approvalId={writesOn ? null : askedOf("writes_on")}
        />
      </Section>
      <Section title={t("trusteeship.title")}>
        <SwitchRow
          on={trusteeshipEditable}
          state={t(trusteeshipEditable ? "trusteeship.isOn" : "trusteeship.isOff")}
          consequence={t("trusteeship.note")}
          button={t(trusteeshipEditable ? "trusteeship.forbid" : "trusteeship.allow")}
          action={
            abilities.includes("settings.write")
              ? setTrusteeshipEditable.bind(null, payer, { on: !trusteeshipEditable })
              : null
          }
          lookOnly={t("writes.onlyAdmin")}
          approvalId={trusteeshipEditable ? null : askedOf("trusteeship")}
        />
      </Section>
      <Section title={t("rules.title")}>
        <RulesSection
          off={account.rulesOff}
          waiting={(rule) => askedOf("rule", rule)}
          switchOf={abilities.includes("settings.write") ? (rule, on) => setRule.bind(null, payer, { rule, on }) : null}
        />
      </Section>
      <Section title={t("second.title")}>
        <SecondPersonSection
          policy={account.secondPerson}
          waiting={waiting.flatMap(({ kind, approvalId }) => (kind === "policy" ? [approvalId] : []))}
          turn={abilities.includes("settings.write") ? (on) => changePolicy.bind(null, payer, { on, acts: {} }) : null}
          choose={
            abilities.includes("settings.write")
              ? (act, wanted) => changePolicy.bind(null, payer, { on: null, acts: { [act]: wanted } })
              : null
          }
          lookOnly={t("writes.onlyAdmin")}
        />
      </Section>
      <NoticesSection
        notices={await deskNotices(context, readWebEnv().notices)}
        test={abilities.includes("settings.write") ? testNotices.bind(null, payer, {}) : null}
      />
      <CapabilitySection capabilities={await capabilities(context)} />
      <AliasSection aliases={aliases} />
      <ScheduleSection schedule={schedule} />
    </>
  );
}
