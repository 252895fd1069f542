import type { ReactNode } from "react";

interface Props {
  readonly title: ReactNode;
  readonly note?: ReactNode;
  readonly children: ReactNode;
}

/** A part of a form: its name, and its fields in two columns where there is room. */
export function FormCard({ title, note, children }: Props) {
  return (
    <fieldset className="min-w-0 rounded-lg border border-line bg-surface px-4 pt-2 pb-4">
      <legend className="-ml-1 px-1 text-sm font-medium">{title}</legend>
      {note ? <p className="mb-3 text-sm text-ink-2">{note}</p> : null}
      <div className="grid gap-x-4 gap-y-3 *:content-start sm:grid-cols-2">{children}</div>
    </fieldset>
  );
}
