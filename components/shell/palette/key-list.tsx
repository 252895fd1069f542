"use client";

import { useTranslations } from "next-intl";
import { Dialog } from "@/components/ui/dialog";

/** Keys by where they work; each line is keys that do the same. Names of keys are the same in every language. */
const lists = {
  anywhere: [
    ["palette", ["Ctrl K", "⌘ K"]],
    ["search", ["/"]],
    ["list", ["?"]],
    ["leave", ["Esc"]],
  ],
  matrix: [
    ["move", ["↑", "↓", "←", "→"]],
    ["edge", ["Home", "End"]],
    ["page", ["PgUp", "PgDn"]],
    ["toggle", ["Space"]],
    ["select", ["Shift Space"]],
  ],
} as const;

/** What the keys do. */
export function KeyList({ onClose }: { readonly onClose: () => void }) {
  const t = useTranslations("palette.keys");
  return (
    <Dialog open onOpenChange={onClose} title={t("title")}>
      <div className="grid gap-5">
        {(["anywhere", "matrix"] as const).map((place) => (
          <section key={place} aria-label={t(place)}>
            <h3 className="mb-1.5 text-sm font-medium text-ink-2">{t(place)}</h3>
            <dl className="grid gap-1">
              {lists[place].map(([what, keys]) => (
                <div key={what} className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-4">
                  <dt>{t(what)}</dt>
                  <dd className="flex gap-1">
                    {keys.map((key) => (
                      <kbd key={key} className="rounded border border-line bg-sunken px-1.5 font-mono text-sm">
                        {key}
                      </kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
