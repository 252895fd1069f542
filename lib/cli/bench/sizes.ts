/** How much of everything a run measures. */
export interface Sizes {
  /** Sweeps held to a rate, in calls a second. */
  readonly sweeps: readonly { readonly members: number; readonly perSecond: number }[];
  readonly unlimited: { readonly members: number; readonly pairs: number };
  readonly toggles: number;
  readonly togglesOnPage: number;
  readonly lists: readonly { readonly members: number; readonly limitMs: number }[];
  readonly listQueries: number;
  readonly matrix: { readonly members: readonly number[]; readonly loads: number; readonly frames: number };
  readonly memory: { readonly members: number; readonly pages: number };
  readonly start: { readonly members: number; readonly times: number };
  readonly takeovers: number;
}

/** What the budgets speak of. */
export const fullSizes: Sizes = {
  sweeps: [
    { members: 1_000, perSecond: 10 },
    { members: 10_000, perSecond: 50 },
  ],
  unlimited: { members: 3_000, pairs: 5 },
  toggles: 40,
  togglesOnPage: 15,
  lists: [
    { members: 10_000, limitMs: 15 },
    { members: 100_000, limitMs: 50 },
  ],
  listQueries: 600,
  matrix: { members: [1_000, 10_000], loads: 7, frames: 600 },
  memory: { members: 100_000, pages: 60 },
  start: { members: 10_000, times: 5 },
  takeovers: 5,
};

/** As little as goes through every part of the bench: what its test runs. The figures say nothing. */
export const smallSizes: Sizes = {
  sweeps: [{ members: 60, perSecond: 100 }],
  unlimited: { members: 60, pairs: 1 },
  toggles: 2,
  togglesOnPage: 1,
  lists: [{ members: 60, limitMs: 15 }],
  listQueries: 30,
  matrix: { members: [60], loads: 1, frames: 40 },
  memory: { members: 60, pages: 2 },
  start: { members: 60, times: 1 },
  takeovers: 1,
};
