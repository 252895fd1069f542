import { EventEmitter } from "node:events";

/**
 * What the rooms of one process tell each other: `wake` (there is work), `changed` (a page has something new to
 * show), `list` (upstream's list has something new; raised and heard by the worker that leads, so it is not told to
 * other processes), `shutdown`. Only a hint: whoever listens also looks at the database,
 * since another process may have written.
 */
export type Signal = "wake" | "changed" | "list" | "shutdown";

// The bundler evaluates this module twice in one process, once for routes and once for instrumentation.
const place = globalThis as typeof globalThis & { linkbookSignals?: EventEmitter };

function emitter(): EventEmitter {
  place.linkbookSignals ??= new EventEmitter().setMaxListeners(0);
  return place.linkbookSignals;
}

export const raise = (signal: Signal): void => void emitter().emit(signal);

export const onSignal = (signal: Signal, listener: () => void): (() => void) => {
  emitter().on(signal, listener);
  return () => emitter().off(signal, listener);
};

/** Waits for a signal, at most some milliseconds, or until aborted. Never throws. */
export function waitForSignal(signal: Signal, milliseconds: number, abort?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      stop();
      abort?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    const stop = onSignal(signal, done);
    if (abort?.aborted) done();
    else abort?.addEventListener("abort", done, { once: true });
  });
}
