"use client";

import { ChevronDown } from "lucide-react";
import { type ReactNode, useEffect, useId, useRef, useState } from "react";

interface Props {
  readonly label: string;
  /** What is chosen, in few words; `null`: nothing. */
  readonly chosen: ReactNode;
  readonly icon?: ReactNode;
  /** Which edge of the button the form is under; `end` for a button at the end of its line. */
  readonly align?: "start" | "end";
  readonly children: ReactNode;
}

/** A button that opens a small form under it. Escape and a click elsewhere close it; nothing is trapped. */
export function FilterMenu({ label, chosen, icon, align = "start", children }: Props) {
  const [open, setOpen] = useState(false);
  const panel = useId();
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    if (!open) return;
    const stop = new AbortController();
    const closeFromOutside = (event: Event) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false);
    };
    document.addEventListener("pointerdown", closeFromOutside, { signal: stop.signal });
    document.addEventListener("focusin", closeFromOutside, { signal: stop.signal });
    document.addEventListener(
      "keydown",
      (event) => {
        if (event.key !== "Escape") return;
        setOpen(false);
        button.current?.focus();
      },
      { signal: stop.signal },
    );
    return () => stop.abort();
  }, [open]);

  return (
    <div ref={root} className="static sm:relative">
      <button
        ref={button}
        type="button"
        aria-expanded={open}
        aria-controls={panel}
        onClick={() => setOpen(!open)}
        className={`inline-flex min-h-8 items-center gap-1.5 rounded-md border px-2.5 whitespace-nowrap ${
          chosen === null
            ? "border-line-strong/60 bg-surface text-ink-2 hover:bg-hover hover:text-ink"
            : "border-accent bg-accent-soft text-accent"
        }`}
      >
        {icon}
        {label}
        {chosen === null ? null : <span className="font-medium">{chosen}</span>}
        <ChevronDown aria-hidden className="size-3.5" />
      </button>
      <div
        id={panel}
        hidden={!open}
        className={`absolute inset-x-3 z-30 mt-1.5 max-h-[70dvh] overflow-y-auto rounded-lg border border-line bg-raised p-3 shadow-raised sm:inset-x-auto sm:w-max sm:min-w-56 ${align === "end" ? "sm:right-0" : ""}`}
      >
        {open ? children : null}
      </div>
    </div>
  );
}
