/**
 * Named places where an answer, an effect or a body waits until somebody opens them. A gate is closed until it is
 * opened, and stays open until it is closed again, so an opening that comes before the arrival is not lost.
 */
export class Gates {
  private readonly opened = new Set<string>();
  private readonly waiting = new Map<string, (() => void)[]>();

  close(name: string): void {
    this.opened.delete(name);
  }

  open(name: string): void {
    this.opened.add(name);
    const waiters = this.waiting.get(name) ?? [];
    this.waiting.delete(name);
    for (const resume of waiters) resume();
  }

  isOpen(name: string): boolean {
    return this.opened.has(name);
  }

  /** Runs `resume` at once when the gate is open, else when it opens. */
  pass(name: string, resume: () => void): void {
    if (this.opened.has(name)) resume();
    else this.waiting.set(name, [...(this.waiting.get(name) ?? []), resume]);
  }

  /** Every gate that is open or has somebody waiting. */
  list(): { gate: string; open: boolean; waiting: number }[] {
    const names = new Set([...this.opened, ...this.waiting.keys()]);
    return [...names].sort().map((gate) => ({
      gate,
      open: this.opened.has(gate),
      waiting: this.waiting.get(gate)?.length ?? 0,
    }));
  }
}
