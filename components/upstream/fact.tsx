import type { ReactNode } from "react";

/** A term over what it says; for a `dl` of evidence. */
export function Fact({ term, children }: { readonly term: string; readonly children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-ink-2">{term}</dt>
      <dd className="break-words">{children}</dd>
    </div>
  );
}

/** A value as it came, letter by letter. */
export const Raw = ({ children }: { readonly children: ReactNode }) => (
  <span className="font-mono text-xs break-all">{children}</span>
);
