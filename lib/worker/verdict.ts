import type { Schema } from "@/lib/db/schema";
import type { Instant } from "@/lib/domain/ids";
import type { Reading } from "@/lib/domain/read-back";
import type { NotSentReason, Outcome } from "@/lib/domain/views/change-set";

/** What a change ends with, and the read that says so. */
export interface Verdict {
  readonly outcome: Outcome;
  readonly reason?: NotSentReason;
  readonly causeProven?: boolean;
}

/** The read that a verdict stands on; null where nothing was read. */
export interface DecidingRead {
  readonly reading: Reading;
  readonly beganAt: Instant;
}

/** Whether a later read may still give a change another outcome. What is final is never given one again. */
export const isUndecided = ({ outcome }: Pick<Schema["change"], "outcome">): boolean =>
  outcome === null || outcome === "not_confirmed" || outcome === "awaiting_member";
