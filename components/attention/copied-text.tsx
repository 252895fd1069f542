"use client";

import { useId } from "react";
import { Textarea } from "@/components/ui/field";

interface Props {
  readonly show: string;
  readonly label: string;
  readonly text: string;
}

/** A text to be taken elsewhere: it opens on demand, and a click into it selects it all. */
export function CopiedText({ show, label, text }: Props) {
  const id = useId();
  return (
    <details className="text-sm">
      <summary className="min-h-6 text-ink-2">{show}</summary>
      <label htmlFor={id} className="sr-only">
        {label}
      </label>
      <Textarea
        id={id}
        readOnly
        rows={4}
        value={text}
        className="mt-1 w-full max-w-3xl"
        onFocus={(event) => event.currentTarget.select()}
      />
    </details>
  );
}
