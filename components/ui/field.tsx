import { type ComponentProps, type ReactNode, useId } from "react";

const control =
  "min-h-8 rounded-md border border-line-strong bg-surface px-2.5 text-base text-ink placeholder:text-ink-2 disabled:opacity-60 aria-invalid:border-bad";

export function Input({ className = "", ...rest }: ComponentProps<"input">) {
  return <input className={`${control} ${className}`} {...rest} />;
}

export function Textarea({ className = "", ...rest }: ComponentProps<"textarea">) {
  return <textarea className={`${control} py-1.5 ${className}`} {...rest} />;
}

/** The browser's own list: no script, and every keyboard and screen reader knows it. */
export function Select({ className = "", ...rest }: ComponentProps<"select">) {
  return <select className={`${control} pr-1 ${className}`} {...rest} />;
}

/** The browser's own box, in a target of 24 px; the label around it is the caller's. */
export function Checkbox({ className = "", ...rest }: Omit<ComponentProps<"input">, "type">) {
  return <input type="checkbox" className={`size-4 shrink-0 disabled:opacity-60 ${className}`} {...rest} />;
}

/** A box with its words beside it. */
export function CheckboxLine({ children, ...rest }: Omit<ComponentProps<"input">, "type" | "className">) {
  return (
    <label className="flex min-h-6 w-fit items-center gap-2">
      <input type="checkbox" className="size-4 shrink-0 disabled:opacity-60" {...rest} />
      <span>{children}</span>
    </label>
  );
}

interface FieldProps {
  readonly label: ReactNode;
  readonly error?: ReactNode;
  readonly note?: ReactNode;
  readonly children: (ids: {
    readonly id: string;
    readonly "aria-describedby"?: string;
    readonly "aria-invalid"?: true;
  }) => ReactNode;
}

/** A label over its control, with a note and an error that the control is described by. */
export function Field({ label, error, note, children }: FieldProps) {
  const id = useId();
  const described = [note ? `${id}-note` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ");
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      {children({
        id,
        ...(described ? { "aria-describedby": described } : {}),
        ...(error ? { "aria-invalid": true as const } : {}),
      })}
      {note ? (
        <p id={`${id}-note`} className="text-sm text-ink-2">
          {note}
        </p>
      ) : null}
      {error ? (
        <p id={`${id}-error`} className="text-sm text-bad">
          {error}
        </p>
      ) : null}
    </div>
  );
}
