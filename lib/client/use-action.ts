"use client";

import { useMutation } from "@tanstack/react-query";
import type { ActionResult, ErrorView } from "@/lib/domain/errors";

/** A server action as a component gets it: one argument in, a typed answer out. */
export type Action<Input, Value> = (input: Input) => Promise<ActionResult<Value>>;

/** An action that was answered with a no (`error`), or whose answer never came (`null`: nobody knows if it was done). */
class ActionFailed extends Error {
  override readonly name = "ActionFailed";
  constructor(
    readonly error: ErrorView | null,
    options?: ErrorOptions,
  ) {
    super(error?.code ?? "no_answer", options);
  }
}

interface Effects<Input, Value> {
  /** What the action writes to, where a page has to know that something is on its way there. */
  readonly writes?: "draft";
  readonly onDone?: (value: Value, input: Input) => unknown;
  readonly onFailed?: (error: ErrorView | null, input: Input) => unknown;
}

/**
 * Calls a server action. Never throws: `run` gives `true` when it was done; a failure stays in `failure` until the
 * next run. `failure.error` is `null` when no answer came.
 */
export function useAction<Input, Value>(action: Action<Input, Value>, effects: Effects<Input, Value> = {}) {
  const mutation = useMutation<Value, ActionFailed, Input>({
    mutationKey: [effects.writes ?? "other"],
    mutationFn: async (input) => {
      const result = await action(input).catch((cause: unknown) => {
        throw new ActionFailed(null, { cause });
      });
      if (!result.ok) throw new ActionFailed(result.error);
      return result.value;
    },
    onSuccess: (value, input) => effects.onDone?.(value, input),
    onError: (failure, input) => effects.onFailed?.(failure.error, input),
  });
  return {
    run: (input: Input): Promise<boolean> =>
      mutation.mutateAsync(input).then(
        () => true,
        () => false,
      ),
    running: mutation.isPending,
    value: mutation.data,
    failure: mutation.error === null ? null : { error: mutation.error.error },
  };
}
