import type { ComponentProps, ReactNode } from "react";

interface FrameProps {
  /** The table's name; the region that scrolls sideways carries it too. */
  readonly label: string;
  readonly children: ReactNode;
}

/** A table that scrolls sideways on a narrow screen, by keyboard as well. */
export function Table({ label, children }: FrameProps) {
  return (
    <section
      aria-label={label}
      className="overflow-x-auto rounded-lg border border-line bg-surface"
      {...{ tabIndex: 0 }}
    >
      <table aria-label={label} className="w-full border-collapse text-left">
        {children}
      </table>
    </section>
  );
}

export function HeadCell({ className = "", ...rest }: ComponentProps<"th">) {
  return (
    <th
      scope="col"
      className={`border-b border-line bg-sunken px-3 py-2 text-sm font-medium whitespace-nowrap text-ink-2 ${className}`}
      {...rest}
    />
  );
}

export function Cell({ className = "", ...rest }: ComponentProps<"td">) {
  return (
    <td className={`border-b border-line px-3 py-2 align-top [tr:last-child>&]:border-b-0 ${className}`} {...rest} />
  );
}
