import type { Instant, Uid } from "@/lib/domain/ids";
import type { Ability, MemberScope, Role } from "@/lib/domain/policy";

/** How far a sweep has come, or how it ended. */
export interface SweepView {
  readonly id: string;
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  /** `moved`: rows came or went while paging, or TotalCount and rows differ; it is run again. */
  readonly status: "running" | "complete" | "moved" | "failed";
  /** Of the whole account, so `null` for who sees a part of it. */
  readonly counts: SweepCounts | null;
}

interface SweepCounts {
  readonly pages: number;
  readonly rows: number;
  /** Rows whose relation id could not be read exactly: they are in `totalCount` and on no page of ours. */
  readonly unreadable: number;
  readonly totalCount: number | null;
  /** Sets that were fresh when the reads began, as after a sweep that was cut off; they are not among those due. */
  readonly permissionsFresh: number;
  readonly permissionsDone: number;
  readonly permissionsDue: number;
  /** Relations whose permission read failed in this sweep; their last good values stand. */
  readonly permissionsFailed: number;
  readonly ratePerSecond: number;
}

/** One of the person's accounts, as the switch between them shows it. */
export interface DeskAccount {
  readonly uid: Uid;
  /** What people call it; `null`: it has no name. */
  readonly name: string | null;
  readonly site: "cn" | "intl";
  readonly writesOn: boolean;
  readonly paused: boolean;
  /** The code of what keeps the account from being used; `null`: nothing does. */
  readonly problem: string | null;
  /** The one that an address without an account means. */
  readonly isStandard: boolean;
}

/** What every page of the desk shows about the account and the person. */
export interface DeskStatus {
  readonly payer: {
    readonly uid: Uid;
    readonly name: string | null;
    readonly site: "cn" | "intl";
    readonly endpoint: string;
  };
  /** All accounts of the person, this one too; those that are configured first, in their order. */
  readonly accounts: readonly DeskAccount[];
  readonly writesOn: boolean;
  readonly paused: boolean;
  /** When the database was found to be a restored one, which paused the account; null: not, or resumed since. */
  readonly restoredAt: Instant | null;
  readonly members: number;
  readonly sweep: SweepView | null;
  /** Why the newest sweep that has ended failed, if it did; stands while the next one runs. */
  readonly sweepFailure: { readonly code: string; readonly requestId: string | null } | null;
  /** The last sweep that ended `complete`. */
  readonly lastCompleteAt: Instant | null;
  readonly lastCompleteSweepId: string | null;
  /** True when `lastCompleteAt` is missing or older than twice the list schedule. */
  readonly old: boolean;
  /** Why the account cannot be used at all, when it cannot: configured UID is another's, no credentials, no rights. */
  readonly accountProblem: { readonly code: string; readonly requestId: string | null } | null;
  /** Whose members the person sees. */
  readonly scope: MemberScope;
  readonly freshForMs: number;
  readonly now: Instant;
  readonly person: { readonly name: string; readonly email: string; readonly roles: readonly Role[] };
  readonly abilities: readonly Ability[];
}
