import type { CastSizes } from "@/lib/cli/chaos/cast";
import type { Random } from "@/lib/cli/chaos/random";
import { times } from "@/lib/cli/chaos/settings";

/** Something that happens once so many changes have been asked for. */
export type Incident = {
  readonly afterChanges: number;
} /** Of one process or of several at once, after a moment, for a while. */ & (
  | { readonly kind: "kill"; readonly processes: readonly number[]; readonly inMs: number; readonly downMs: number }
  /** Longer than its lease; then it goes on as if nothing had happened. */
  | { readonly kind: "freeze"; readonly process: number; readonly forMs: number }
  /** Writes are paused; meanwhile sets are applied, and the world moves on under some of them. */
  | { readonly kind: "pause"; readonly forMs: number }
  /** Relations are checked just before they change; the reads end afterwards. */
  | { readonly kind: "look" }
  | { readonly kind: "late" }
  | { readonly kind: "flapping" }
);

export interface PlanTerms {
  readonly changes: number;
  readonly kills: number;
  readonly freezes: number;
  readonly processes: number;
  /** One look too soon for so many changes. */
  readonly looksTooSoonEach: number;
}

export interface Plan {
  readonly sizes: CastSizes;
  /** In the order in which they come. */
  readonly incidents: readonly Incident[];
}

/** One relation of these for so many changes, two at least. */
const share = (changes: number, each: number): number => Math.max(2, Math.ceil(changes / each));

/** What is to happen, by the seed: kills and freezes spread over the campaign, each within its own part of it. */
export function makePlan({ changes, kills, freezes, processes, looksTooSoonEach }: PlanTerms, random: Random): Plan {
  const spread = (count: number, from = 0.05, to = 0.95) =>
    Array.from({ length: count }, (_, index) => {
      const within = (index + random.fraction()) / count;
      return Math.floor(changes * (from + (to - from) * within));
    });
  const late = share(changes, 150);
  const flapping = share(changes, 150);
  const pauses = share(changes, 200);
  const general = Math.min(400, Math.max(24, Math.ceil(changes / 8)));
  const incidents: Incident[] = [
    ...spread(kills).map((afterChanges): Incident => {
      const all = Array.from({ length: processes }, (_, index) => index);
      const struck = random.chance(0.4) ? all : random.some(all, 1);
      return {
        kind: "kill",
        afterChanges,
        processes: struck,
        inMs: random.whole(0, 300),
        downMs: random.whole(0, 600),
      };
    }),
    ...spread(freezes).map((afterChanges): Incident => {
      return {
        kind: "freeze",
        afterChanges,
        process: random.whole(0, processes - 1),
        forMs: random.whole(times.lease, 1.6 * times.lease),
      };
    }),
    ...spread(pauses).map((afterChanges): Incident => ({ kind: "pause", afterChanges, forMs: random.whole(200, 700) })),
    ...spread(share(changes, looksTooSoonEach)).map((afterChanges): Incident => ({ kind: "look", afterChanges })),
    // Early enough that what comes late comes while there is still something going on.
    ...spread(late, 0, 0.6).map((afterChanges): Incident => ({ kind: "late", afterChanges })),
    ...spread(flapping, 0, 0.6).map((afterChanges): Incident => ({ kind: "flapping", afterChanges })),
  ];
  return {
    sizes: { general, members: Math.ceil(general / 10), surprised: 2 * pauses, late, flapping },
    incidents: incidents.sort((a, b) => a.afterChanges - b.afterChanges),
  };
}
