/** Time for everything in the simulator, so that a test can move it instead of waiting. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs `task` after `ms` milliseconds. */
  after(ms: number, task: () => void): void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  // Not referenced: a change that is due in twenty minutes must not keep a stopped process alive.
  after: (ms, task) => void setTimeout(task, ms).unref(),
};

/** Minute precision, as in the documented samples (QueryPermissionList: `2021-03-02T15:12Z`). */
export function minuteText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16)}Z`;
}
