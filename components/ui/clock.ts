"use client";

import { useSyncExternalStore } from "react";

const beatMs = 15_000;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
/** How far the browser's clock is behind the server's; ages are counted by the server's. */
let skewMs: number | null = null;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    for (const each of listeners) each();
  }, beatMs);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/**
 * The server's clock, moving on every fifteen seconds. `rendered` is the moment at which the server made the page
 * (ISO): the first paint counts from it, so that browser and server agree.
 */
export function useServerClock(rendered: string): number {
  const start = Date.parse(rendered);
  return useSyncExternalStore(
    subscribe,
    () => {
      skewMs ??= start - Date.now();
      return Math.max(start, Math.floor((Date.now() + skewMs) / beatMs) * beatMs);
    },
    () => start,
  );
}
