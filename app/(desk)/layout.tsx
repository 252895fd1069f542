import type { Metadata } from "next";
import { cookies } from "next/headers";
import { NextIntlClientProvider } from "next-intl";
import { getMessages, getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { PendingChanges } from "@/components/changes/pending-changes";
import { ActionButton } from "@/components/shell/action-button";
import { DeskHeader } from "@/components/shell/desk-header";
import { LanguageChoice } from "@/components/shell/language-choice";
import { NoRight } from "@/components/shell/no-right";
import { OwnAccountLink } from "@/components/shell/own-account-link";
import { PersonMenu } from "@/components/shell/person-menu";
import { signedOutAddress } from "@/components/shell/signed-out";
import { parseTheme, themeCookie } from "@/components/shell/theme";
import { ThemeChoice } from "@/components/shell/theme-choice";
import { WritesState } from "@/components/shell/writes-state";
import { DeskAccountProvider } from "@/lib/client/desk-account";
import { QueryProvider } from "@/lib/client/query-provider";
import { deskMessages } from "@/lib/i18n/client-messages";
import { currentDraft } from "@/lib/services/changes/current-draft";
import { abilitiesIn } from "@/lib/services/context";
import { sendForApproval } from "../_actions/approvals";
import { applyChangeSet, discardDraft, lookAgain, takeOut } from "../_actions/changes";
import { setLocale, setTheme } from "../_actions/preferences";
import { signOut } from "../_actions/session";
import { pauseWrites, resumeWrites } from "../_actions/writes";
import { askedContext } from "../_wiring/page-context";
import { pageStatus } from "../_wiring/page-status";

/** Tabs of two accounts are told apart by their titles. */
export async function generateMetadata(): Promise<Metadata> {
  const context = await askedContext();
  if (!context || context.actor.payers.size < 2 || !abilitiesIn(context).includes("member.read")) return {};
  const account = context.account.name ?? context.payer;
  return { title: { default: `${account} · Linkbook`, template: `%s · ${account} · Linkbook` } };
}

/** The frame of every desk page. It decides nothing: each page and each verb asks for itself who acts. */
export default async function DeskLayout({ children }: { readonly children: ReactNode }) {
  const context = await askedContext();
  // No such account: the page below says so, and there is nothing to frame.
  if (!context) return <main>{children}</main>;
  const { actor, payer } = context;
  const abilities = abilitiesIn(context);
  if (!abilities.includes("member.read"))
    return (
      <main>
        <NoRight roles={actor.roles} />
      </main>
    );
  const status = await pageStatus(context);
  const draft = abilities.includes("change.request") ? await currentDraft(context) : null;
  const t = await getTranslations("shell");
  return (
    <NextIntlClientProvider messages={deskMessages(await getMessages())}>
      <QueryProvider>
        <DeskAccountProvider
          uid={payer}
          standard={status.accounts.find(({ isStandard }) => isStandard)?.uid ?? payer}
          several={status.accounts.length > 1}
        >
          <div className="flex min-h-dvh flex-col">
            <a
              href="#content"
              className="sr-only rounded-md bg-raised px-3 py-2 font-medium text-accent shadow-raised focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50"
            >
              {t("skip")}
            </a>
            <DeskHeader
              status={status}
              writes={
                <WritesState
                  first={status}
                  pause={pauseWrites.bind(null, payer)}
                  resume={resumeWrites.bind(null, payer)}
                />
              }
              person={
                <PersonMenu person={actor}>
                  <OwnAccountLink>{t("person.account")}</OwnAccountLink>
                  <LanguageChoice action={setLocale} />
                  <ThemeChoice chosen={parseTheme((await cookies()).get(themeCookie)?.value)} action={setTheme} />
                  <ActionButton action={signOut.bind(null, {})} leaveTo={signedOutAddress}>
                    {t("person.signOut")}
                  </ActionButton>
                </PersonMenu>
              }
            />
            <main
              id="content"
              tabIndex={-1}
              className="mx-auto w-full max-w-[100rem] flex-1 px-4 py-5 outline-none sm:px-6"
            >
              {children}
            </main>
            {abilities.includes("change.request") ? (
              <PendingChanges
                draft={draft}
                desk={status}
                actions={{
                  applyChangeSet: applyChangeSet.bind(null, payer),
                  discardDraft: discardDraft.bind(null, payer),
                  sendForApproval: sendForApproval.bind(null, payer),
                  lookAgain: lookAgain.bind(null, payer),
                  takeOut: takeOut.bind(null, payer),
                }}
              />
            ) : null}
          </div>
        </DeskAccountProvider>
      </QueryProvider>
    </NextIntlClientProvider>
  );
}
