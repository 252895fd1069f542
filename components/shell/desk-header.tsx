import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Hint } from "@/components/ui/hint";
import type { Ability } from "@/lib/domain/policy";
import { NavLink } from "./nav-link";
import { ProductMark } from "./product-mark";

interface Props {
  readonly account: { readonly uid: string; readonly site: "cn" | "intl"; readonly endpoint: string };
  readonly abilities: readonly Ability[];
  /** Whether anything can be sent, and the button that stops it. */
  readonly writes: ReactNode;
  readonly person: ReactNode;
}

const pages = [
  ["members", "member.read"],
  ["changes", "member.read"],
  ["audit", "audit.read"],
  ["settings", "member.read"],
] as const satisfies readonly (readonly [string, Ability])[];

/** The band above every page: where one is, for which account, and whether anything can be sent. */
export function DeskHeader({ account, abilities, writes, person }: Props) {
  const t = useTranslations("shell");
  const common = useTranslations("common");
  const words = useTranslations("words");
  return (
    <header className="z-30 flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-surface px-4 py-2 sm:sticky sm:top-0">
      <Link href="/members" className="flex items-center gap-2 rounded-md pr-2 font-semibold">
        <ProductMark />
        {common("productName")}
      </Link>
      <nav aria-label={t("navigation")} className="order-last -mx-1 w-full overflow-x-auto lg:order-none lg:w-auto">
        <ul className="flex gap-1">
          {pages
            .filter(([, ability]) => abilities.includes(ability))
            .map(([name]) => (
              <li key={name}>
                <NavLink href={`/${name}`}>{t(`nav.${name}`)}</NavLink>
              </li>
            ))}
        </ul>
      </nav>
      <div className="ml-auto flex flex-wrap items-center justify-end gap-x-3 gap-y-1">
        <Hint text={account.endpoint} className="figures hidden text-sm text-ink-2 sm:inline">
          {t("account", { uid: account.uid })} · {words(`site.${account.site}`)}
        </Hint>
        {writes}
        {person}
      </div>
    </header>
  );
}
