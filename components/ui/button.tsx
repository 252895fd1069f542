import type { ComponentProps } from "react";

export type ButtonVariant = "primary" | "plain" | "quiet" | "danger";

const variants: Record<ButtonVariant, string> = {
  primary: "border-transparent bg-accent text-accent-ink hover:bg-accent-hover",
  plain: "border-line-strong/60 bg-surface text-ink hover:bg-hover",
  quiet: "border-transparent bg-transparent text-ink-2 hover:bg-hover hover:text-ink",
  danger: "border-bad bg-surface text-bad hover:bg-bad-soft",
};

/** The look of a button, for links that are one. */
export const buttonClass = (variant: ButtonVariant = "plain", size: "small" | "normal" = "normal"): string =>
  `inline-flex items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap motion-safe:transition-colors select-none disabled:pointer-events-none disabled:opacity-50 aria-disabled:opacity-50 ${
    size === "small" ? "min-h-7 px-2.5 text-sm" : "min-h-8 px-3 text-base"
  } ${variants[variant]}`;

type Props = ComponentProps<"button"> & { readonly variant?: ButtonVariant; readonly size?: "small" | "normal" };

/** A button that submits nothing unless it says so. */
export function Button({ variant, size, className = "", type = "button", ...rest }: Props) {
  return <button type={type} className={`${buttonClass(variant, size)} ${className}`} {...rest} />;
}
