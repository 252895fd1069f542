import type { ReactNode } from "react";

interface Props {
  readonly icon?: ReactNode;
  readonly title: ReactNode;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

/** Says why there is nothing to see, and what to do. Empty, loading and error never look alike. */
export function EmptyState({ icon, title, children, action }: Props) {
  return (
    <div className="grid justify-items-center gap-2 rounded-lg border border-dashed border-line px-6 py-14 text-center">
      {icon ? (
        <div aria-hidden className="mb-1 text-ink-2 [&>svg]:size-6">
          {icon}
        </div>
      ) : null}
      <p className="text-lg font-medium">{title}</p>
      {children ? <div className="max-w-prose text-ink-2">{children}</div> : null}
      {action ? <div className="mt-3">{action}</div> : null}
    </div>
  );
}
