import type { ReactNode } from "react";

interface Props {
  readonly title: ReactNode;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

/** A page that has one thing to say: nothing here, no right, something broke. */
export function PlainPage({ title, children, action }: Props) {
  return (
    <div className="mx-auto grid w-full max-w-lg gap-3 px-4 py-20">
      <h1 className="text-xl font-semibold">{title}</h1>
      <div className="grid gap-2 text-ink-2">{children}</div>
      {action ? <div className="mt-3 flex flex-wrap gap-2">{action}</div> : null}
    </div>
  );
}
