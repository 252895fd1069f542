"use client";

import Link from "next/link";
import type { ComponentProps } from "react";
import { useDeskHref } from "@/lib/client/desk-account";

type Props = Omit<ComponentProps<typeof Link>, "href"> & {
  /** A path of the desk, without an account. */
  readonly href: string;
};

/** A link within the desk: stays on the account that the page is about. */
export function DeskLink({ href, ...rest }: Props) {
  return <Link {...rest} href={useDeskHref()(href)} />;
}
