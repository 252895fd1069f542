import type { ReactNode } from "react";

/** Gives an element that takes focus anyway (a link, a button, a box) an explanation on hover and focus. */
export const hint = (text: string) => ({ "data-hint": text, "aria-description": text });

interface Props {
  /** May hold line breaks. */
  readonly text: string;
  readonly children: ReactNode;
  readonly className?: string;
}

/**
 * A value with an explanation on hover and focus, shown by the one `HintLayer` of the page. It takes focus, so
 * that whoever has no pointer gets the same; a screen reader hears it as a description.
 */
export function Hint({ text, children, className = "hinted" }: Props) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the explanation must be reachable without a pointer
    <span tabIndex={0} role="note" className={className} {...hint(text)}>
      {children}
    </span>
  );
}
