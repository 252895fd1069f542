"use client";

import { useRouter } from "next/navigation";
import { useDeskHref } from "@/lib/client/desk-account";

interface DeskRouter {
  /** Goes to a path of the desk, on the account that the page is about. */
  readonly push: (path: string) => void;
  /** Shows the page as it is on the server now. */
  readonly refresh: () => void;
}

/** The router for pages of the desk. */
export function useDeskRouter(): DeskRouter {
  const router = useRouter();
  const href = useDeskHref();
  return { push: (path) => router.push(href(path)), refresh: () => router.refresh() };
}
