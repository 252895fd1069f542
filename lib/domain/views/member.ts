import type { MappingSource } from "@/lib/domain/code-mapping";
import type { Instant, RelationId, Uid } from "@/lib/domain/ids";
import type { LocalFacts } from "@/lib/domain/local-facts";
import type { CodeStatus } from "@/lib/domain/observed";
import type { Direction, PermissionCode } from "@/lib/domain/permission-catalogue";

export const memberSorts = [
  "name",
  "uid",
  "relation",
  "type",
  "state",
  "setup",
  "start",
  "end",
  "permissions",
  "checked",
  "owner",
  "costCentre",
] as const;
export type MemberSort = (typeof memberSorts)[number];

/** A view of the members list; each field has its place in the URL, so that a link is a view. */
export interface MemberQuery {
  /** Part of a name, nickname, UID or relation id; any case. */
  readonly search: string;
  /** Raw states; empty is all. An unknown state is asked for as it is. */
  readonly states: readonly string[];
  readonly types: readonly string[];
  readonly held: readonly PermissionCode[];
  readonly notHeld: readonly PermissionCode[];
  readonly changedSince: Instant | null;
  readonly notCheckedSince: Instant | null;
  /** As written; empty is any. */
  readonly owner: string;
  /** Those without an owner. */
  readonly unowned: boolean;
  readonly costCentre: string;
  readonly tag: string;
  readonly sort: MemberSort;
  readonly descending: boolean;
  /** From 1. */
  readonly page: number;
  readonly pageSize: number;
}

export interface MemberRow {
  readonly relationId: RelationId;
  readonly uid: Uid;
  readonly accountName: string;
  readonly nickname: string;
  /** Raw: `MEMBER`, `MASTER`, or what nobody knows. */
  readonly counterpart: string;
  readonly type: string;
  readonly state: string;
  readonly inEffect: boolean;
  readonly setupTime: Instant | null;
  readonly startTime: Instant | null;
  readonly endTime: Instant | null;
  readonly on: readonly PermissionCode[];
  readonly unmapped: number;
  /** When the answer about its permissions was asked for; `null`: never read (not in effect, or not yet). */
  readonly checkedAt: Instant | null;
  /** Set when the last complete sweep did not list it any more. */
  readonly goneAt: Instant | null;
  /** An operation of it is open. */
  readonly busy: boolean;
  readonly readError: { readonly code: string; readonly requestId: string | null; readonly at: Instant } | null;
  /** Local facts; empty: nobody said. */
  readonly owner: string;
  readonly costCentre: string;
}

export interface MembersPage {
  readonly rows: readonly MemberRow[];
  /** Rows that match the query. */
  readonly matching: number;
  /** Members of the account, whatever the query (a MASTER counterpart is not one). */
  readonly population: number;
  /** Of these, those without an owner. */
  readonly unowned: number;
  readonly page: number;
  readonly pages: number;
}

/** Why a box cannot be ticked, in order of precedence. */
export const blockReasons = [
  "no_right",
  "master_counterpart",
  "gone",
  "unknown_state",
  "not_in_effect",
  "waiting_for_member",
  "trusteeship",
  "never_read",
  "unknown_unmapped",
  "may_still_take_effect",
  "second_person",
  "operation_open",
  "writes_off",
] as const;
export type BlockReason = (typeof blockReasons)[number];

export interface CodeView {
  readonly code: PermissionCode;
  readonly status: CodeStatus;
  readonly since: Instant | null;
  readonly until: Instant | null;
  readonly rawCode: string | null;
  readonly upstreamName: string | null;
  readonly source: MappingSource | null;
  /** False for a derived pair that was never seen to move on this account. */
  readonly proven: boolean;
  /** What the person's draft wants, when it wants something else than observed. */
  readonly wanted: boolean | null;
  readonly blocked: BlockReason | null;
  /** For `may_still_take_effect`: until when. */
  readonly blockedUntil: Instant | null;
}

export interface OtherCodeView {
  readonly rawCode: string;
  readonly name: string;
  readonly since: Instant | null;
  readonly until: Instant | null;
  readonly inEffect: boolean;
}

/** One line of "what changed and when". */
export interface RelationEvent {
  readonly at: Instant;
  readonly kind: "ours" | "outside" | "late_effect";
  /** What differs: `permission`, `state`, `type`, `nickname`, `account_name`, `end_time`, `listed`. */
  readonly subject: string;
  readonly code: PermissionCode | null;
  readonly rawCode: string | null;
  readonly direction: Direction | null;
  readonly before: string | null;
  readonly after: string | null;
  readonly changeSetId: string | null;
  readonly by: string | null;
}

/** An unfinished calibration of the relation. */
export interface CalibrationView {
  readonly id: string;
  readonly code: PermissionCode;
  readonly step: "adding" | "proposed" | "removing" | "confirmed" | "failed";
  readonly proposedRaw: string | null;
  readonly failure: string | null;
}

/** An answer of upstream that a person asked for, or why there is none. */
export type RecordAnswer<T> =
  | { readonly kind: "told"; readonly at: Instant; readonly requestId: string | null; readonly value: T }
  | { readonly kind: "failed"; readonly at: Instant; readonly requestId: string | null; readonly code: string };

/** GetAccountRelation. The times are as they came: typed long, dates in the fields' examples, the unit is not known. */
export interface RelationRecord {
  readonly parent: string;
  readonly child: string;
  readonly type: string;
  readonly statusText: string;
  readonly startTime: string | null;
  readonly endTime: string | null;
  readonly gmtModified: string | null;
}

/** QueryFinancialAccountInfo about the account on the other side. */
export interface AccountRecord {
  readonly accountType: string | null;
  readonly isFinancialAccount: boolean | null;
  readonly memberGroupId: string | null;
  readonly memberGroupName: string | null;
  readonly memberNickname: string | null;
  readonly userName: string | null;
}

/** What upstream has on record, as asked for last; without answers while it is being asked. */
export type RecordLook =
  | { readonly askedAt: Instant; readonly doneAt: null; readonly relation: null; readonly account: null }
  | {
      readonly askedAt: Instant;
      readonly doneAt: Instant;
      readonly relation: RecordAnswer<RelationRecord>;
      readonly account: RecordAnswer<AccountRecord>;
    };

/** What the company knows of the member by itself. `version`: of the facts, for an edit; 0: nobody has said anything. */
export interface FactsView extends LocalFacts {
  readonly version: number;
  readonly updatedAt: Instant | null;
  /** Who edited last, by name. */
  readonly updatedBy: string | null;
}

/** What is in use already, so that people write a name as others did; of each the first by its letters. */
export interface KnownFacts {
  readonly owners: readonly string[];
  readonly costCentres: readonly string[];
  readonly tags: readonly string[];
}

export interface RelationView {
  readonly row: MemberRow;
  readonly facts: FactsView;
  readonly payer: Uid;
  readonly codes: readonly CodeView[];
  readonly others: readonly OtherCodeView[];
  readonly events: readonly RelationEvent[];
  readonly openChangeSets: readonly string[];
  readonly checkPending: boolean;
  readonly calibration: CalibrationView | null;
  readonly records: RecordLook | null;
  /** Grows with everything shown here; the live page asks for what is newer. */
  readonly version: string;
}
