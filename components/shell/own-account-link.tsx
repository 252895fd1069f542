"use client";

import type { ReactNode } from "react";
import { DeskLink } from "@/components/shell/desk-link";

/** The way to one's own account. The menu that it stands in closes: the frame stays from page to page, and so would it. */
export function OwnAccountLink({ children }: { readonly children: ReactNode }) {
  return (
    <DeskLink
      href="/account"
      onClick={(event) => event.currentTarget.closest<HTMLElement>("[popover]")?.hidePopover()}
      className="w-fit font-medium text-accent underline underline-offset-2"
    >
      {children}
    </DeskLink>
  );
}
