import { useTranslations } from "next-intl";
import { DeskLink } from "@/components/shell/desk-link";

const tabs = [
  ["changes", "/changes"],
  ["operations", "/operations"],
  ["approvals", "/approvals"],
] as const;

/** The lists of what was changed from here: permissions, and accounts; and of what waits for a second person. */
export function ChangeTabs({ here }: { readonly here: (typeof tabs)[number][0] }) {
  const t = useTranslations("operations.tabs");
  return (
    <nav aria-label={t("label")} className="border-b border-line">
      <ul className="-mb-px flex flex-wrap gap-x-5 max-sm:gap-x-3 max-sm:text-sm">
        {tabs.map(([name, href]) => (
          <li key={name}>
            <DeskLink
              href={href}
              aria-current={name === here ? "page" : undefined}
              className="inline-flex min-h-9 items-center whitespace-nowrap border-b-2 border-transparent font-medium text-ink-2 hover:text-ink aria-[current]:border-accent aria-[current]:text-ink"
            >
              {t(name)}
            </DeskLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
