"use client";

import { Search as SearchIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { Input } from "@/components/ui/field";
import { isWriting } from "@/components/ui/is-writing";

const pauseMs = 180;

interface Props {
  /** What the address says; typed text runs ahead of it. */
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Told of each key, for a page that has the rows to look through. */
  readonly onType?: (value: string) => void;
}

/** Search as one types. `/` comes here from anywhere on the page; Escape empties it. */
export function MemberSearch({ value, onChange, onType }: Props) {
  const t = useTranslations("members.search");
  const [typed, setTyped] = useState(value);
  const [seen, setSeen] = useState(value);
  // The key is named, and text taken, once something listens: a page on its way would lose both.
  const [hears, setHears] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  if (value !== seen) {
    // The address moved by itself (back, a link): it wins, unless it is only catching up with the keys.
    setSeen(value);
    if (value !== typed.trim()) setTyped(value);
  }

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isWriting(event)) return;
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    document.addEventListener("keydown", onKey);
    setHears(true);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  useEffect(() => {
    // Who follows a link leaves this view: a search written into the address meanwhile would call the person back.
    const onClick = (event: MouseEvent) => {
      const leaves = event.target instanceof Element && event.target.closest("a[href]") !== null;
      if (leaves && !event.ctrlKey && !event.metaKey && !event.shiftKey) clearTimeout(timer.current);
    };
    document.addEventListener("click", onClick, true);
    return () => {
      document.removeEventListener("click", onClick, true);
      clearTimeout(timer.current);
    };
  }, []);

  const type = (text: string, wait: number) => {
    setTyped(text);
    onType?.(text);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onChange(text.trim()), wait);
  };

  return (
    <search className="relative min-w-0 flex-1 basis-64 sm:max-w-sm">
      <SearchIcon aria-hidden className="pointer-events-none absolute top-2 left-2.5 size-4 text-ink-2" />
      <Input
        ref={input}
        type="search"
        aria-label={t("label")}
        readOnly={!hears}
        aria-keyshortcuts={hears ? "/" : undefined}
        placeholder={t("placeholder")}
        maxLength={200}
        className="w-full pl-8"
        value={typed}
        onChange={(event) => type(event.target.value, pauseMs)}
        onKeyDown={(event) => {
          if (event.key === "Escape" && typed !== "") type("", 0);
          if (event.key === "Enter") type(typed, 0);
        }}
      />
    </search>
  );
}
