import type { RelationId } from "@/lib/domain/ids";
import type { PermissionCode } from "@/lib/domain/permission-catalogue";

/** A stretch of time, in milliseconds since 1970. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

/** What the campaign itself did and when: what neither the journal nor the desk can know. */
export interface History {
  /** When the verb that stopped a set had returned. */
  readonly stops: { readonly changeSetId: string; readonly at: number }[];
  /** From when pausing had returned until resuming was asked for. */
  readonly pauses: Span[];
  /** While a process stood still. */
  readonly freezes: Span[];
  /** Sets whose queued operations were made a day old, and when. */
  readonly aged: { readonly changeSetId: string; readonly at: number }[];
  readonly outOfBand: {
    readonly relationId: RelationId;
    readonly code: PermissionCode;
    readonly verb: "ADD" | "DELETE";
    readonly at: number;
  }[];
  /** When each epoch of the lease was seen first. */
  readonly epochs: { readonly epoch: number; readonly at: number }[];
  readonly counts: { kills: number; freezes: number; membersAnswered: number; sets: number; changes: number };
  /** What the desk refused to people, by code. */
  readonly refusals: Map<string, number>;
}

export const emptyHistory = (): History => ({
  stops: [],
  pauses: [],
  freezes: [],
  aged: [],
  outOfBand: [],
  epochs: [],
  counts: { kills: 0, freezes: 0, membersAnswered: 0, sets: 0, changes: 0 },
  refusals: new Map(),
});
