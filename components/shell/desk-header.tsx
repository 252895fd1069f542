import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { DeskLink } from "@/components/shell/desk-link";
import { Hint } from "@/components/ui/hint";
import type { DeskStatus } from "@/lib/domain/views/desk";
import { AccountSwitch } from "./account-switch";
import { NavLink } from "./nav-link";
import { PaletteKeys } from "./palette/palette-keys";
import { mainPages } from "./palette/places";
import { ProductMark } from "./product-mark";

interface Props {
  readonly status: DeskStatus;
  /** Whether anything can be sent, and the button that stops it. */
  readonly writes: ReactNode;
  readonly person: ReactNode;
}

/** Addresses that belong to another page of the navigation. */
const also: Readonly<Record<string, readonly string[]>> = {
  members: ["/sweeps"],
  changes: ["/operations", "/approvals"],
  settings: ["/people"],
};

/** The band above every page: where one is, for which account, and whether anything can be sent. */
export function DeskHeader({ status, writes, person }: Props) {
  const { payer, abilities } = status;
  const t = useTranslations("shell");
  const common = useTranslations("common");
  const words = useTranslations("words");
  const names = useTranslations("palette.page");
  return (
    <header className="z-30 flex flex-wrap items-center gap-x-2 gap-y-1.5 border-b border-line bg-surface px-4 py-2 sm:sticky sm:top-0 sm:gap-x-4 sm:px-6">
      <div className="order-1 flex min-w-0 flex-1 basis-60 items-center gap-2.5 sm:flex-none sm:basis-auto">
        <ProductMark className="size-8 shrink-0" />
        <div className="flex min-w-0 flex-col items-start leading-4">
          <DeskLink href="/members" className="rounded-sm font-semibold">
            {common("productName")}
          </DeskLink>
          {status.accounts.length > 1 ? (
            <AccountSwitch first={status} />
          ) : (
            <p className="figures text-xs text-ink-2">
              <Hint text={payer.endpoint} className="">
                {payer.name === null ? null : `${payer.name} · `}
                {t("account", { uid: payer.uid })} · {words(`site.${payer.site}`)}
              </Hint>
            </p>
          )}
        </div>
      </div>
      <nav
        aria-label={t("navigation")}
        className="order-3 -ml-1.5 min-w-0 flex-1 basis-60 overflow-x-auto sm:order-4 sm:-mr-2.5 sm:basis-full xl:order-1 xl:mx-0 xl:flex-none xl:basis-auto"
      >
        <ul className="flex gap-1 max-sm:gap-0.5">
          {mainPages
            .filter(([, ability]) => abilities.includes(ability))
            .map(([name]) => (
              <li key={name}>
                <NavLink href={`/${name}`} also={also[name] ?? []}>
                  {names(name)}
                </NavLink>
              </li>
            ))}
        </ul>
      </nav>
      <div className="order-4 ml-auto empty:hidden sm:order-2">{writes}</div>
      <div className="order-2 ml-auto flex items-center gap-1 sm:order-3 sm:ml-0">
        <PaletteKeys abilities={abilities} />
        {person}
      </div>
    </header>
  );
}
