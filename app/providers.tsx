"use client";

import { CSPProvider } from "@base-ui/react/csp-provider";
import { type ReactNode, useState } from "react";

/**
 * Hands the nonce to components that write a style element. The document keeps the policy that it came with, while
 * a refresh brings the layout a new nonce: the first one is held.
 */
export function Providers({ nonce, children }: { readonly nonce: string; readonly children: ReactNode }) {
  const [first] = useState(nonce);
  return <CSPProvider nonce={first}>{children}</CSPProvider>;
}
