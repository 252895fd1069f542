import type {
  AccountNotSentReason,
  AccountOperationKind,
  AccountOutcome,
  ActBlockReason,
  RelationAct,
} from "@/lib/domain/account-operation";
import type { Instant, RelationId, Uid } from "@/lib/domain/ids";
import type { PermissionCode } from "@/lib/domain/permission-catalogue";
import type { Progress, UpstreamView } from "@/lib/domain/views/change-set";

/** The nine fields of CreateAgAccount as a person filled them in; null: left out. */
export interface NewAccount {
  readonly loginEmail: string;
  /** As typed; documented is only `1`: enterprise, which needs `enterpriseName`. */
  readonly accountAttr: string | null;
  readonly enterpriseName: string | null;
  readonly firstName: string | null;
  /** 64 characters at most. */
  readonly lastName: string | null;
  readonly nationCode: string | null;
  readonly provinceName: string | null;
  readonly cityName: string | null;
  readonly postcode: string | null;
}

/** What a new link gives: permission codes, or the role of a trusteeship. */
export type LinkGrant =
  | { readonly kind: "permissions"; readonly codes: readonly PermissionCode[] }
  | { readonly kind: "trusteeship" };

/** What an account operation is about. */
export type AccountSubject =
  /** `account` is null for those who may not create: they see the masked address only. */
  | { readonly kind: "create"; readonly maskedEmail: string; readonly account: NewAccount | null }
  | { readonly kind: "link"; readonly member: Uid; readonly nickname: string | null; readonly grant: LinkGrant }
  | {
      readonly kind: "relation";
      readonly relationId: RelationId;
      /** The other side's. */
      readonly uid: Uid;
      readonly name: string;
      /** The invitation's codes, which ConfirmRelation repeats; empty for an unlink. */
      readonly codes: readonly PermissionCode[];
    };

/** What upstream answered about the thing itself. */
export interface AccountResult {
  readonly relationId: RelationId | null;
  /** CreateAgAccount: the new account, its management account, the type as it comes (`FINACE_CLOUD`), the role. */
  readonly pk: Uid | null;
  readonly mpk: Uid | null;
  readonly type: string | null;
  readonly ramAdminRoleName: string | null;
}

export interface AccountSettlement {
  readonly at: Instant;
  readonly outcome: AccountOutcome;
  readonly reason: AccountNotSentReason | null;
  /** `late_effect`: seen after it was settled. Otherwise what a person wrote beside a finding. */
  readonly note: string | null;
  /** The person who recorded it; null: Linkbook itself. */
  readonly by: string | null;
}

/** Where an account operation without an outcome stands. */
export type AccountProgress = Progress | "awaiting_approval";

/** One account operation with its receipt. Exactly one of `progress` and `outcome` is set. */
export interface AccountOperationView {
  readonly id: string;
  readonly kind: AccountOperationKind;
  readonly subject: AccountSubject;
  readonly requestedBy: string;
  readonly requestedAt: Instant;
  readonly reason: string;
  readonly progress: AccountProgress | null;
  readonly outcome: AccountOutcome | null;
  readonly notSentReason: AccountNotSentReason | null;
  readonly waiting: "throttled" | "unreachable" | "paused" | null;
  /** For `not_confirmed`: until when it may still take effect. Null for a create: nothing tells. */
  readonly settlesAt: Instant | null;
  /** When the read that decided it was asked for. */
  readonly readAt: Instant | null;
  /** The relation's state in the newest read of this operation, raw. */
  readonly seenState: string | null;
  readonly causeProven: boolean;
  readonly result: AccountResult | null;
  /** The relation that a create or a link has made, by its answer or by the read that found it. */
  readonly madeRelationId: RelationId | null;
  /** A create whose end is not known: its LoginEmail is locked until a person records what the console shows. */
  readonly locked: boolean;
  /** It can still be stopped: nothing was sent, or flow control has turned away what was. */
  readonly stoppable: boolean;
  /** Null: nobody stopped it. `by`: the person's name; null where it was not kept. */
  readonly stopped: { readonly at: Instant; readonly by: string | null } | null;
  readonly mayStop: boolean;
  /** The request for a second person that it waits for, or was sent under. */
  readonly approvalId: string | null;
  readonly mayRecord: boolean;
  readonly attempts: readonly UpstreamView[];
  readonly settlements: readonly AccountSettlement[];
  readonly version: number;
}

export interface AccountOperationSummary {
  readonly id: string;
  readonly kind: AccountOperationKind;
  readonly requestedBy: string;
  readonly requestedAt: Instant;
  /** A masked address, or the member's name. */
  readonly label: string;
  readonly uid: Uid | null;
  readonly relationId: RelationId | null;
  readonly progress: AccountProgress | null;
  readonly outcome: AccountOutcome | null;
  readonly notSentReason: AccountNotSentReason | null;
  readonly locked: boolean;
}

export interface AccountOperationsPage {
  readonly rows: readonly AccountOperationSummary[];
  readonly total: number;
  readonly page: number;
  readonly pages: number;
}

/** Whether an act can be done now, and why not. `openOperationId`: the account operation that stands in the way. */
export interface ActView {
  readonly act: RelationAct;
  readonly blocked: ActBlockReason | null;
  readonly openOperationId: string | null;
}

/** Whether a member account can be created or linked now. */
export interface NewMemberView {
  readonly act: "create" | "link";
  readonly blocked: ActBlockReason | null;
  /** Upstream refused this operation to the account when it was last tried: its Code, and when. Not a lock. */
  readonly refused: { readonly code: string; readonly requestId: string | null; readonly at: Instant } | null;
}
