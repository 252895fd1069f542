"use client";

import { Check, ChevronDown } from "lucide-react";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import { useDeskStatus } from "@/lib/client/desk-status";
import { samePageElsewhere, withAccount } from "@/lib/domain/account-param";
import type { DeskAccount, DeskStatus } from "@/lib/domain/views/desk";

const id = "account-switch";

/**
 * Which account the page is about, and the way to the others. A change is a whole load: nothing that one account's page
 * holds outlives it. The browser opens and closes the list.
 */
export function AccountSwitch({ first }: { readonly first: DeskStatus }) {
  const t = useTranslations("desk.accounts");
  const words = useTranslations("words.site");
  const path = usePathname();
  const { data } = useDeskStatus(first);
  const { uid, name, site } = first.payer;
  return (
    <>
      <button
        type="button"
        popoverTarget={id}
        aria-label={t("button", { account: [name, uid, words(site)].filter((part) => part !== null).join(", ") })}
        className="figures -ml-1 inline-flex min-h-6 max-w-full items-center gap-1 rounded-md px-1 text-left text-xs text-ink-2 hover:bg-hover hover:text-ink"
      >
        {name === null ? null : <span className="max-w-48 truncate font-medium text-ink">{name}</span>}
        <span>{uid}</span>
        <span className="whitespace-nowrap max-sm:hidden">· {words(site)}</span>
        <ChevronDown aria-hidden className="size-3.5 shrink-0" />
      </button>
      <div
        id={id}
        popover="auto"
        role="dialog"
        aria-label={t("title")}
        className="fixed inset-auto top-14 left-3 m-0 max-h-[calc(100dvh-5rem)] w-96 max-w-[calc(100vw-1.5rem)] overflow-y-auto rounded-xl border border-line bg-raised p-1.5 text-ink shadow-raised"
      >
        <p className="px-2.5 py-1.5 text-sm text-ink-2">{t("title")}</p>
        <ul>
          {data.accounts.map((account) => (
            <li key={account.uid}>
              <a
                href={withAccount(samePageElsewhere(path), account.uid)}
                aria-current={account.uid === uid ? "true" : undefined}
                className="grid grid-cols-[1rem_minmax(0,1fr)_auto] items-center gap-x-2.5 rounded-md px-2.5 py-1.5 hover:bg-hover"
              >
                <Check aria-hidden className={`size-4 text-accent ${account.uid === uid ? "" : "invisible"}`} />
                <span className="min-w-0">
                  {account.name === null ? null : <span className="block truncate font-medium">{account.name}</span>}
                  <span className="figures block text-xs text-ink-2">
                    {account.uid} · {words(account.site)}
                  </span>
                </span>
                <State account={account} />
              </a>
            </li>
          ))}
        </ul>
      </div>
    </>
  );
}

/** What keeps the account from being changed, the gravest alone; nothing when nothing does. */
function State({ account }: { readonly account: DeskAccount }) {
  const t = useTranslations("desk.accounts");
  if (account.problem === "not_configured") return <Badge tone="warn">{t("retired")}</Badge>;
  if (account.problem !== null) return <Badge tone="bad">{t("problem")}</Badge>;
  if (account.paused) return <Badge tone="warn">{t("paused")}</Badge>;
  return account.writesOn ? null : <Badge>{t("readOnly")}</Badge>;
}
