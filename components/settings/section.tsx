import type { ReactNode } from "react";

interface Props {
  readonly title: ReactNode;
  readonly note?: ReactNode;
  readonly children: ReactNode;
}

/** One subject of the settings: its name on the left, what it says on the right. */
export function Section({ title, note, children }: Props) {
  return (
    <section className="grid gap-x-8 gap-y-3 border-t border-line py-6 first:border-t-0 lg:grid-cols-[16rem_minmax(0,1fr)]">
      <div className="grid content-start gap-1">
        <h2 className="text-lg font-semibold">{title}</h2>
        {note ? <p className="text-sm text-ink-2">{note}</p> : null}
      </div>
      <div className="min-w-0">{children}</div>
    </section>
  );
}
