import type { ReactNode } from "react";

interface Props {
  readonly title: ReactNode;
  readonly points: readonly string[];
}

/** What follows from a form, or what it takes, beside it: one sentence a point. */
export function Consequences({ title, points }: Props) {
  return (
    <section className="grid content-start gap-2">
      <h2 className="font-medium">{title}</h2>
      <ul className="grid list-disc gap-1.5 pl-4 text-sm text-ink-2 marker:text-line-strong">
        {points.map((point) => (
          <li key={point}>{point}</li>
        ))}
      </ul>
    </section>
  );
}
