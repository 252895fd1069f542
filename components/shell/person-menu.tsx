import { ChevronDown, CircleUser } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { Actor } from "@/lib/domain/policy";

interface Props {
  readonly person: Pick<Actor, "name" | "email" | "roles">;
  /** Language, theme, signing out. */
  readonly children: ReactNode;
}

const id = "person-menu";

/** Who is signed in, and their own settings. The browser opens and closes it: no script. */
export function PersonMenu({ person, children }: Props) {
  const t = useTranslations("shell.person");
  const words = useTranslations("words.role");
  return (
    <>
      <button
        type="button"
        popoverTarget={id}
        aria-label={t("menu", { name: person.name })}
        className="inline-flex min-h-8 max-w-44 items-center gap-1 rounded-md px-2 font-medium hover:bg-hover"
      >
        <CircleUser aria-hidden className="size-5 xl:hidden" />
        <span className="hidden truncate xl:inline">{person.name}</span>
        <ChevronDown aria-hidden className="size-4 shrink-0 text-ink-2" />
      </button>
      <div
        id={id}
        popover="auto"
        role="dialog"
        aria-label={t("menu", { name: person.name })}
        className="fixed inset-auto top-14 right-3 m-0 w-72 rounded-xl border border-line bg-raised text-ink shadow-raised"
      >
        <div className="border-b border-line px-4 py-3">
          <p className="font-medium">{person.name}</p>
          <p className="text-sm break-all text-ink-2">{person.email}</p>
          <p className="mt-1 text-sm text-ink-2">{[...person.roles].map((role) => words(role)).join(" · ")}</p>
        </div>
        <div className="grid gap-4 px-4 py-3">{children}</div>
      </div>
    </>
  );
}
