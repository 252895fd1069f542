/** What is to be done when a signal fires, under one listener for each signal: Node's own cost as much as a JSON body. */
const waiting = new WeakMap<AbortSignal, Set<() => void>>();

/** Calls `act` when the signal fires, unless the function that this gives was called before. */
export function onAbort(signal: AbortSignal, act: () => void): () => void {
  const acts = waiting.get(signal) ?? listen(signal);
  acts.add(act);
  return () => acts.delete(act);
}

function listen(signal: AbortSignal): Set<() => void> {
  const acts = new Set<() => void>();
  waiting.set(signal, acts);
  signal.addEventListener(
    "abort",
    () => {
      for (const act of acts) act();
    },
    { once: true },
  );
  return acts;
}
