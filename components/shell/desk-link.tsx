"use client";

import Link from "next/link";
import type { ComponentProps } from "react";
import { useDeskHref } from "@/lib/client/desk-account";

type Props = Omit<ComponentProps<typeof Link>, "href"> & {
  /** A path of the desk, without an account. */
  readonly href: string;
};

/**
 * A link within the desk: stays on the account that the page is about. Nothing of its page is fetched before it is
 * followed: every page is made anew for each request, and five links of the navigation asked the server ten times a page.
 */
export function DeskLink({ href, ...rest }: Props) {
  return <Link {...rest} prefetch={false} href={useDeskHref()(href)} />;
}
