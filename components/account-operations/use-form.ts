"use client";

import { type FormEvent, useEffect, useRef, useState } from "react";
import { type Action, useAction } from "@/lib/client/use-action";

interface Parts<Input, Field extends string, Value> {
  readonly action: Action<Input, Value>;
  /** What is typed, as the action takes it. */
  readonly input: Input;
  /** Which fields are wrong, as far as the page can tell by itself. */
  readonly wrongFields: readonly Field[];
  /** Every field that the server may find wrong. */
  readonly fields: readonly Field[];
  readonly onDone: (value: Value) => void;
}

/**
 * A form whose fields say themselves what is wrong with them: first by the page's own look, then by the server's. What
 * is typed is the caller's and stays; the first wrong field gets the focus.
 */
export function useForm<Input, Field extends string, Value>(parts: Parts<Input, Field, Value>) {
  const [wrong, setWrong] = useState<readonly Field[]>([]);
  // Grows with every try, so that the focus moves again when the same field is still wrong.
  const [tries, setTries] = useState(0);
  const place = useRef<HTMLElement | null>(null);
  const action = useAction(parts.action, {
    onDone: parts.onDone,
    onFailed: (error) => {
      setWrong(parts.fields.filter((field) => error?.fields?.includes(field)));
      setTries((before) => before + 1);
    },
  });
  useEffect(() => {
    if (tries > 0) place.current?.querySelector<HTMLElement>("[aria-invalid=true], [data-wrong]")?.focus();
  }, [tries]);
  return {
    /** For what holds every field. */
    ref: (element: HTMLElement | null) => {
      place.current = element;
    },
    onSubmit: (event: FormEvent) => {
      event.preventDefault();
      setWrong(parts.wrongFields);
      setTries((before) => before + 1);
      if (parts.wrongFields.length === 0 && !action.running) void action.run(parts.input);
    },
    isWrong: (field: Field): boolean => wrong.includes(field),
    /** A field is being mended. */
    mended: (...fields: readonly Field[]) => setWrong((before) => before.filter((field) => !fields.includes(field))),
    // Also while the page that follows is on its way: the same is not asked for twice.
    running: action.running || action.value !== undefined,
    failure: action.failure,
  };
}
