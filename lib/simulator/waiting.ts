import type { Clock } from "@/lib/simulator/clock";
import type { Gates } from "@/lib/simulator/gates";

/** A wait by time or until a gate opens. */
export type Wait = { readonly ms: number } | { readonly gate: string };

/** Runs `resume` when the wait is over; not within this call unless the gate is open already. */
export function afterWait(parts: { clock: Clock; gates: Gates }, wait: Wait, resume: () => void): void {
  if ("ms" in wait) parts.clock.after(wait.ms, resume);
  else parts.gates.pass(wait.gate, resume);
}

/** The same as a promise. */
export function waited(parts: { clock: Clock; gates: Gates }, wait: Wait): Promise<void> {
  return new Promise((resolve) => afterWait(parts, wait, resolve));
}
