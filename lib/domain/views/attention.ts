import type { AccountOperationKind } from "@/lib/domain/account-operation";
import type { Instant, RelationId, Uid } from "@/lib/domain/ids";
import type { Direction, PermissionCode } from "@/lib/domain/permission-catalogue";
import type { ApprovalSummary } from "@/lib/domain/views/approval";
import type { DeskStatus } from "@/lib/domain/views/desk";
import type { RelationEvent } from "@/lib/domain/views/member";

/** Items of each kind that are shown; the counts are of all. */
export const attentionAtOnce = 50;

/** How long a member may take before its change is overdue (rule 8). */
export const memberOverdueMs = 3 * 24 * 3_600_000;

/** Some of the items of a kind, and how many there are. */
export interface Pile<Item> {
  readonly items: readonly Item[];
  readonly count: number;
}

interface OfMember {
  readonly relationId: RelationId;
  readonly uid: Uid;
  readonly name: string;
}

/** A change of ours that is not settled. */
export interface OpenChange extends OfMember {
  readonly operationId: string;
  readonly changeSetId: string;
  readonly verb: "ADD" | "DELETE";
  readonly codes: readonly PermissionCode[];
  /** Who asked for it. */
  readonly owner: string;
  /** Since when it waits, or when it was last sent. */
  readonly since: Instant;
}

export interface WaitingChange extends OpenChange {
  readonly overdue: boolean;
}

export interface UnconfirmedChange extends OpenChange {
  /** Until then it may still take effect. */
  readonly settlesAt: Instant | null;
}

/** An account created, linked or unlinked, or an invitation answered, whose end is not known yet. */
export interface OpenAct {
  readonly operationId: string;
  readonly kind: AccountOperationKind;
  readonly state: "waiting_member" | "unsettled" | "unseen" | "locked";
  readonly label: string;
  readonly owner: string;
  readonly since: Instant;
}

/** A relation that changed outside of the desk since somebody last said so. */
export interface DriftedRelation extends OfMember {
  /** The newest of them. */
  readonly foundAt: Instant;
  readonly differences: number;
  /** The newest three. */
  readonly newest: readonly Pick<RelationEvent, "subject" | "code" | "rawCode" | "before" | "after">[];
  /** Of these, possibly late effects of changes of ours. */
  readonly late: number;
}

/** A raw code that stands for none of the seven. */
export interface UnmappedCode {
  readonly rawCode: string;
  readonly name: string;
  readonly relations: number;
  /** One that carries it. */
  readonly relationId: RelationId;
}

/** The end of a change that has not come, or came to nothing. */
export interface LateEnd extends OfMember {
  readonly changeSetId: string;
  readonly code: PermissionCode;
  readonly direction: Direction;
  readonly dueAt: Instant;
  /** Who asked for it. */
  readonly owner: string;
  /** The set that was to reverse it and did not; null: it has not been asked for. */
  readonly reversalSetId: string | null;
}

export interface Invitation extends OfMember {
  /** `member`: the other side has to answer; `us`: this account has. */
  readonly turn: "member" | "us";
  readonly since: Instant | null;
}

/** Everything on an account that waits for somebody. What is wrong with the list itself is in `DeskStatus`. */
export interface Attention {
  /** Requests that the person who looks can decide. */
  readonly approvals: Pile<ApprovalSummary>;
  readonly lateEnds: Pile<LateEnd>;
  readonly waiting: Pile<WaitingChange>;
  readonly unconfirmed: Pile<UnconfirmedChange>;
  readonly acts: Pile<OpenAct>;
  readonly drift: Pile<DriftedRelation>;
  readonly unmapped: Pile<UnmappedCode>;
  readonly invitations: Pile<Invitation>;
  /** The moment of the look: what is marked as seen was found by then. */
  readonly at: Instant;
}

/** Whether anything waits: for the way in, which goes on to the list of members when nothing does. */
export const isAnythingWaiting = (
  { at: _, ...piles }: Attention,
  status: Pick<DeskStatus, "sweepFailure" | "accountProblem">,
): boolean =>
  status.sweepFailure !== null || status.accountProblem !== null || Object.values(piles).some(({ count }) => count > 0);
