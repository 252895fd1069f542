import type { Instant, RelationId, Uid } from "@/lib/domain/ids";
import type { Direction, PermissionCode, Risk } from "@/lib/domain/permission-catalogue";
import type { ApprovalStatus } from "@/lib/domain/views/approval";

export const outcomes = [
  "verified",
  "already_so",
  "awaiting_member",
  "declined_by_member",
  "refused",
  "not_confirmed",
  "no_effect",
  "not_sent",
] as const;
export type Outcome = (typeof outcomes)[number];

/** How long after its moment an end that has not come is late, in milliseconds. */
export const lateAfterMs = 5 * 60_000;

/** What became of the end of a change: `already_so`: it was so when its moment came. */
export const reversalStates = [
  "scheduled",
  "started",
  "superseded",
  "not_needed",
  "already_so",
  "relation_ended",
] as const;
export type ReversalState = (typeof reversalStates)[number];

export const notSentReasons = [
  "stale",
  "held_back",
  "cancelled",
  "expired",
  "approval_void",
  "rejected",
  "unreachable",
  "restored",
] as const;
export type NotSentReason = (typeof notSentReasons)[number];

/** Where a change without an outcome stands. */
export const progresses = ["queued", "sending", "checking"] as const;
export type Progress = (typeof progresses)[number];

/** What the rules say about a plan: a warning, never a lock. An administrator may switch each off for an account. */
export const planWarnings = ["nobody_left_to_invoice", "high_risk", "not_proven_pair", "old_observation"] as const;
export type PlanWarning = (typeof planWarnings)[number];

export interface PlannedChange {
  readonly code: PermissionCode;
  readonly direction: Direction;
  readonly risk: Risk;
}

export interface PlannedRelation {
  readonly relationId: RelationId;
  readonly uid: Uid;
  readonly name: string;
  readonly changes: readonly PlannedChange[];
  /** Verb and codes of each request to come, in order. */
  readonly operations: readonly { readonly verb: "ADD" | "DELETE"; readonly codes: readonly PermissionCode[] }[];
  readonly warnings: readonly PlanWarning[];
  /** Set when it cannot go on: the observation moved on, or the boxes are blocked now. It drops out. */
  readonly dropped: "stale" | "blocked" | null;
  readonly readAt: Instant | null;
  readonly hash: string;
}

/** Relations of a plan that are sent to a page at once. */
export const plannedAtOnce = 100;

/** A draft with its plan as of now, however many relations it is about. */
export interface DraftView {
  readonly id: string;
  readonly version: number;
  /** Over the plans of all its relations: what a person agrees to when applying. */
  readonly hash: string;
  /** Members whose changes can go on. */
  readonly members: number;
  /** Members that drop out of the plan. */
  readonly dropped: number;
  /** Upstream requests to come. */
  readonly requests: number;
  /** Changes that can go on, counted by code and direction, in catalogue order. */
  readonly changes: readonly (PlannedChange & { readonly count: number })[];
  /** All changes, those that drop out as well. */
  readonly wanted: number;
  /** One of the changes that can go on wants a second person: it is sent for approval, not applied. */
  readonly secondPerson: boolean;
  /** The same when the changes have an end: their reverse may want one where they do not. */
  readonly secondPersonForEnd: boolean;
  /** The end that a set had of which changes were taken up again, while it lies ahead; it is the person's to keep. */
  readonly until: Instant | null;
  /** At most the first hundred: what drops out, then what has a warning, then the others. */
  readonly relations: readonly PlannedRelation[];
}

/** What a draft wants of each code, without a plan: small, for pages that show many members. */
export interface WantedInDraft {
  readonly id: string;
  readonly version: number;
  readonly wanted: Readonly<Record<RelationId, Readonly<Partial<Record<PermissionCode, boolean>>>>>;
}

export interface Settlement {
  readonly at: Instant;
  readonly outcome: Outcome;
  readonly reason: NotSentReason | null;
  /** `late_effect`: seen after it was settled, possibly this operation's. */
  readonly note: "late_effect" | null;
}

/** What upstream said, as kept: scrubbed message, both RequestIds. */
export interface UpstreamView {
  readonly status: number | null;
  readonly code: string | null;
  readonly message: string | null;
  readonly requestIdSent: string;
  readonly requestIdAnswered: string | null;
  readonly sentAt: Instant;
  readonly answeredAt: Instant | null;
  readonly answer: "accepted" | "refused" | "throttled" | "unreachable" | "ambiguous" | null;
  /** Why an `ambiguous` answer decides nothing, such as `timeout` or `lower_case_keys`; else null. */
  readonly ambiguity: string | null;
}

export interface ReceiptView {
  readonly changeId: string;
  readonly operationId: string;
  readonly relationId: RelationId;
  readonly uid: Uid;
  readonly name: string;
  readonly code: PermissionCode;
  readonly direction: Direction;
  /** Exactly one of `progress` and `outcome` is set. */
  readonly progress: Progress | null;
  readonly outcome: Outcome | null;
  readonly reason: NotSentReason | null;
  /** When the read that decided it was asked for. */
  readonly readAt: Instant | null;
  /** For `not_confirmed`: until when it may still take effect. */
  readonly settlesAt: Instant | null;
  readonly causeProven: boolean;
  /** The codes on before (pre-read) and after (deciding read, or the last one while not confirmed). */
  readonly before: readonly PermissionCode[] | null;
  readonly after: readonly PermissionCode[] | null;
  /** Milliseconds between the end of the pre-read and the send: upstream has no compare-and-set. */
  readonly gapMs: number | null;
  /** Why it waits, when it does: throttled, upstream unreachable, paused. */
  readonly waiting: "throttled" | "unreachable" | "paused" | null;
  /** Why the last pre-read gave nothing to go on, so that nothing was sent. */
  readonly preReadError: { readonly code: string | null; readonly requestId: string | null } | null;
  readonly attempts: readonly UpstreamView[];
  readonly settlements: readonly Settlement[];
}

export type ChangeSetStatus = "draft" | "awaiting" | "applying" | "done" | "discarded";

/** Receipts that a page shows at once. */
export const receiptsAtOnce = 200;

/** Which receipts of a change set: those that ended so, or stand so; null: all. */
export interface ReceiptQuery {
  readonly result: Outcome | Progress | null;
  /** From 1. */
  readonly page: number;
}

export interface ChangeSetView {
  readonly id: string;
  readonly status: ChangeSetStatus;
  readonly purpose: "change" | "calibration" | "reversal";
  /** When what it changed is reversed, and how many of its changes stand where; null: it has no end. */
  readonly end: { readonly at: Instant; readonly counts: Readonly<Partial<Record<ReversalState, number>>> } | null;
  /** Of a reversal: the change set that it ends, and how late it was asked for, in milliseconds. */
  readonly reverses: { readonly changeSetId: string; readonly lateMs: number } | null;
  readonly requestedBy: string;
  readonly reason: string;
  readonly appliedAt: Instant | null;
  readonly stoppedAt: Instant | null;
  /** The request for a second person that it went through; null: one person alone decided it. */
  readonly approval: {
    readonly id: string;
    readonly status: ApprovalStatus;
    readonly decidedBy: string | null;
  } | null;
  /** All changes by where they stand; the numbers add up to `changes`. */
  readonly totals: Readonly<Partial<Record<Outcome | Progress, number>>>;
  readonly changes: number;
  readonly relations: number;
  /** What of them is in `receipts`, as it was asked for; a page beyond the end is the last one. */
  readonly query: ReceiptQuery;
  readonly matching: number;
  readonly pages: number;
  readonly receipts: readonly ReceiptView[];
  readonly version: number;
}

export interface ChangeSetSummary {
  readonly id: string;
  readonly status: ChangeSetStatus;
  readonly requestedBy: string;
  readonly reason: string;
  readonly appliedAt: Instant | null;
  readonly changes: number;
  readonly relations: number;
  readonly totals: Readonly<Partial<Record<Outcome | Progress, number>>>;
}
