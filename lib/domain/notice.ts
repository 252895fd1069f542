import type { AccountOperationKind, AccountOutcome } from "@/lib/domain/account-operation";
import type { Instant } from "@/lib/domain/ids";
import type { ApprovalKind, ApprovalStatus, VoidReason } from "@/lib/domain/views/approval";

/**
 * What people are told of outside of the pages: a request that waits for their decision; what became of their own; what
 * they asked for and did not come about; an end that has not come; what changed outside of the desk.
 */
export const noticeKinds = ["waiting", "decided", "failed", "late", "drift"] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/** What a notice says, when it was found; nothing personal: a mail is written of it, and a webhook gets it as it is. */
export type NoticeFacts =
  | { readonly kind: "waiting"; readonly approvalId: string; readonly about: ApprovalKind; readonly expiresAt: Instant }
  | {
      readonly kind: "decided";
      readonly approvalId: string;
      readonly about: ApprovalKind;
      readonly status: ApprovalStatus;
      readonly voidReason: VoidReason | null;
      /** Of a change set that was approved: the relations that were left out of it, of all that it had. */
      readonly leftOut?: { readonly relations: number; readonly of: number };
    }
  /** Changes of a set that did not come about, of all of its changes, once nothing of it is under way. */
  | { readonly kind: "failed"; readonly changeSetId: string; readonly failed: number; readonly changes: number }
  /** The same of a create, link, unlink or answer to an invitation. */
  | {
      readonly kind: "failed";
      readonly operationId: string;
      readonly act: AccountOperationKind;
      readonly outcome: AccountOutcome;
    }
  | { readonly kind: "late"; readonly changeSetId: string; readonly ends: number; readonly dueAt: Instant }
  /** `lateEffects`: of the differences those that may be the late effect of an operation that was settled as without. */
  | {
      readonly kind: "drift";
      readonly relations: number;
      readonly differences: number;
      readonly lateEffects: number;
      readonly since: Instant;
    }
  /** Somebody tries whether notices arrive. */
  | { readonly kind: "test" };

/** `given_up`: tried for about a day, or refused for good; `dropped`: it was not true any more when its turn came. */
export const noticeStates = ["waiting", "sent", "given_up", "dropped"] as const;
export type NoticeState = (typeof noticeStates)[number];

const minute = 60_000;
const pauses = [1, 5, 15, 60, 180, 360, 720].map((minutes) => minutes * minute);

/** How long to wait after a try that failed, in milliseconds; null: that was the last one. `tries`: made so far, from 1. */
export const noticePauseMs = (tries: number): number | null => pauses[tries - 1] ?? null;
