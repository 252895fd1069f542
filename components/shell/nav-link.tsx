"use client";

import { useLinkStatus } from "next/link";
import { usePathname } from "next/navigation";
import { type ReactNode, useEffect, useRef } from "react";
import { DeskLink } from "./desk-link";

interface Props {
  readonly href: string;
  /** Other addresses that belong to the same page. */
  readonly also: readonly string[];
  readonly children: ReactNode;
}

/** A link of the main navigation that knows whether the reader is on its page or below it. */
export function NavLink({ href, also, children }: Props) {
  const path = usePathname();
  const here = [href, ...also].some((place) => path === place || path.startsWith(`${place}/`));
  return (
    <DeskLink
      href={href}
      aria-current={here ? (path === href ? "page" : "true") : undefined}
      className="inline-flex min-h-8 items-center rounded-md px-2.5 font-medium whitespace-nowrap max-sm:px-1.5 max-sm:text-xs text-ink-2 hover:bg-hover hover:text-ink aria-[current]:bg-accent-soft aria-[current]:text-accent forced-colors:aria-[current]:underline"
    >
      <Label isHere={here}>{children}</Label>
    </DeskLink>
  );
}

/**
 * Underlined while its page is on its way: the only sign that a press was heard when the answer takes a moment. On a narrow
 * screen, where the navigation scrolls sideways, it brings itself into sight when one is on its page.
 */
function Label({ isHere, children }: { readonly isHere: boolean; readonly children: ReactNode }) {
  const { pending } = useLinkStatus();
  const label = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const nav = label.current?.closest("nav");
    if (!isHere || !label.current || !nav) return;
    const [item, room] = [label.current.getBoundingClientRect(), nav.getBoundingClientRect()];
    nav.scrollLeft += item.left + item.width / 2 - (room.left + room.width / 2);
  }, [isHere]);
  return (
    <span ref={label} className={pending ? "underline decoration-2 underline-offset-4" : ""}>
      {children}
    </span>
  );
}
