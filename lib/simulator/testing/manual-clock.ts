import type { Clock } from "@/lib/simulator/clock";

/** A clock that stands until it is moved; what falls due on the way runs in order, with the clock at its time. */
export class ManualClock implements Clock {
  private due: { at: number; task: () => void }[] = [];

  constructor(private time = Date.parse("2026-03-01T09:30:20Z")) {}

  now(): number {
    return this.time;
  }

  after(ms: number, task: () => void): void {
    this.due.push({ at: this.time + ms, task });
  }

  advance(ms: number): void {
    const end = this.time + ms;
    for (;;) {
      const next = this.due.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.due = this.due.filter((entry) => entry !== next);
      this.time = next.at;
      next.task();
    }
    this.time = end;
  }
}
