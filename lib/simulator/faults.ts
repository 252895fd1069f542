import type { Fault } from "@/lib/simulator/fault-kinds";
import { fraction, textHash } from "@/lib/simulator/random";

/** What a fault is matched against. */
export type Target = {
  readonly operation: string;
  readonly relationId: string | null;
  readonly memberUid: string | null;
  readonly verb: string | null;
  readonly accessKeyId: string;
};

type Entry = { readonly id: string; readonly fault: Fault; seen: number; hits: number };

/** The list of faults in force. A call meets the first one that fits and fires. */
export class Faults {
  private entries: Entry[] = [];
  private count = 0;

  constructor(private readonly seed: number) {}

  /** Adds a fault, or replaces the one of the same id; returns its id. */
  add(fault: Fault): string {
    const id = fault.id ?? `fault-${++this.count}`;
    this.remove(id);
    this.entries.push({ id, fault, seen: 0, hits: 0 });
    return id;
  }

  /** False when there is none of this id. */
  remove(id: string): boolean {
    const before = this.entries.length;
    this.entries = this.entries.filter((entry) => entry.id !== id);
    return this.entries.length < before;
  }

  clear(): void {
    this.entries = [];
  }

  list(): (Fault & { id: string; seen: number; hits: number })[] {
    return this.entries.map(({ id, fault, seen, hits }) => ({ ...fault, id, seen, hits }));
  }

  /** The fault that this call meets, or null. Counts as a call for every fitting fault up to the one that fires. */
  meet(target: Target): Fault | null {
    for (const entry of this.entries) {
      if (!fits(entry.fault, target)) continue;
      entry.seen += 1;
      if (!this.fires(entry)) continue;
      entry.hits += 1;
      return entry.fault;
    }
    return null;
  }

  private fires({ id, fault, seen, hits }: Entry): boolean {
    if (seen <= (fault.after ?? 0)) return false;
    if (fault.times !== undefined && hits >= fault.times) return false;
    return fault.rate === undefined || fraction(this.seed, textHash(id), seen) < fault.rate;
  }
}

function fits(fault: Fault, target: Target): boolean {
  return (
    (fault.operation === undefined || fault.operation === target.operation) &&
    (fault.relationId === undefined || fault.relationId === target.relationId) &&
    (fault.memberUid === undefined || fault.memberUid === target.memberUid) &&
    (fault.verb === undefined || fault.verb === target.verb) &&
    (fault.accessKeyId === undefined || fault.accessKeyId === target.accessKeyId)
  );
}
