"use client";

import { Search } from "lucide-react";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { isWriting } from "@/components/ui/is-writing";
import type { Ability } from "@/lib/domain/policy";

// One for both: each costs every page its list of files.
const load = () => import("./overlay").then((file) => file.Overlay);
const Overlay = dynamic(load);

/** What a key opens; null: the key is not ours. In a dialog none is: one at a time. */
function opens(event: KeyboardEvent): "palette" | "keys" | null {
  if (event.altKey || document.activeElement?.closest("[role=dialog], [role=alertdialog]")) return null;
  const isCommand = event.ctrlKey || event.metaKey;
  if (isCommand && !event.shiftKey && event.key.toLowerCase() === "k") return "palette";
  return !isCommand && event.key === "?" && !isWriting(event) ? "keys" : null;
}

/** The way to everything by a few letters, on every page: Ctrl or Cmd K, or this button. `?` lists the keys. */
export function PaletteKeys({ abilities }: { readonly abilities: readonly Ability[] }) {
  const t = useTranslations("palette");
  const [shown, setShown] = useState<"palette" | "keys" | null>(null);
  // Named once something listens for them: a page on its way says nothing that does not work yet.
  const [hears, setHears] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      // The code comes while the second finger is on its way.
      if (event.key === "Control" || event.key === "Meta") void load();
      const wanted = opens(event);
      if (wanted === null) return;
      event.preventDefault();
      setShown(wanted);
    };
    document.addEventListener("keydown", onKey);
    setHears(true);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  return (
    <>
      <button
        type="button"
        aria-label={t("open")}
        aria-keyshortcuts={hears ? "Control+K Meta+K" : undefined}
        className="inline-flex size-8 items-center justify-center rounded-md text-ink-2 hover:bg-hover hover:text-ink"
        onClick={() => setShown("palette")}
      >
        <Search aria-hidden className="size-4.5" />
      </button>
      {shown === null ? null : (
        <Overlay shown={shown} abilities={abilities} onClose={() => setShown(null)} onKeys={() => setShown("keys")} />
      )}
    </>
  );
}
