import type { AccountOperationKind } from "@/lib/domain/account-operation";
import type { Instant, Uid } from "@/lib/domain/ids";
import type { SecondPersonAct } from "@/lib/domain/second-person";
import type { DraftView } from "@/lib/domain/views/change-set";
import type { Person } from "@/lib/domain/views/person";

/** What can wait for a second person. `calibration` is how an alias comes about. */
export const approvalKinds = [
  "change_set",
  "account_operation",
  "calibration",
  "rule",
  "trusteeship",
  "policy",
  "rights",
  "writes_on",
] as const;
export type ApprovalKind = (typeof approvalKinds)[number];

export const approvalStatuses = ["waiting", "approved", "rejected", "withdrawn", "void"] as const;
export type ApprovalStatus = (typeof approvalStatuses)[number];

/**
 * Why a request is void: nobody decided it in 72 hours, its author was shut out or lost the right, its changes were to end by
 * now, the database is a copy, what it was about has changed, or the rules for roles do not allow it any more.
 */
export const voidReasons = [
  "expired",
  "person_disabled",
  "rights_changed",
  "end_passed",
  "restored",
  "subject_changed",
  "rules_forbid",
] as const;
export type VoidReason = (typeof voidReasons)[number];

/** Why a person cannot decide a request; `null`: they can. `retired`: its account is not configured any more. */
export type DecideBlock = "own" | "granted" | "no_right" | "retired" | null;

/** A request for a second person in a list. */
export interface ApprovalSummary {
  readonly id: string;
  readonly kind: ApprovalKind;
  readonly status: ApprovalStatus;
  readonly voidReason: VoidReason | null;
  readonly requestedBy: string;
  /** Asked for by the person who looks. */
  readonly own: boolean;
  readonly reason: string;
  readonly requestedAt: Instant;
  readonly expiresAt: Instant;
  readonly decidedBy: string | null;
  readonly decidedAt: Instant | null;
  readonly decisionReason: string | null;
  /** The change set or account operation, once it has receipts to look at. */
  readonly subjectId: string | null;
  readonly block: DecideBlock;
}

type HeldRights = Pick<Person, "roles" | "accounts" | "scope">;

/** What is asked for, as the second person decides on it. */
export type ApprovalSubject =
  | {
      readonly kind: "change_set";
      /** As planned now. Relations whose plan is not the one that was sent for approval are void, and count as dropped. */
      readonly plan: DraftView;
      /** When all of it is reversed; null: it has no end. */
      readonly until: Instant | null;
      readonly voided: readonly string[];
    }
  | {
      readonly kind: "account_operation";
      readonly act: AccountOperationKind;
      readonly memberUid: Uid | null;
      /** Of a create: masked for those who may not create. */
      readonly label: string | null;
    }
  | { readonly kind: "calibration"; readonly relationId: string; readonly code: string }
  | { readonly kind: "rule"; readonly rule: string; readonly on: boolean }
  | {
      readonly kind: "policy";
      readonly on: boolean | null;
      readonly acts: Readonly<Partial<Record<SecondPersonAct, boolean>>>;
    }
  | {
      readonly kind: "rights";
      readonly person: string;
      /** As they were when this was asked for; null: an older version did not keep it. */
      readonly before: HeldRights | null;
      readonly after: HeldRights;
    }
  | { readonly kind: "trusteeship" | "writes_on" };

export interface ApprovalView extends ApprovalSummary {
  /** What deciding is about: over everything that is shown. */
  readonly hash: string;
  readonly subject: ApprovalSubject;
}
