import type { Instant } from "@/lib/domain/ids";
import type { CodeStatus } from "@/lib/domain/observed";
import type { PermissionCode } from "@/lib/domain/permission-catalogue";
import { isRelationState, isRelationType, isStateInEffect, isWithin } from "@/lib/domain/relation-state";
import type { BlockReason } from "@/lib/domain/views/member";

/** What decides whether a box of a relation can be ticked. */
export interface BlockSubject {
  readonly counterpart: string;
  readonly type: string;
  readonly state: string;
  readonly startTime: Instant | null;
  readonly endTime: Instant | null;
  readonly gone: boolean;
  readonly everRead: boolean;
  readonly writesOn: boolean;
  readonly trusteeshipEditable: boolean;
  /** The relation is being unlinked, or its invitation answered; `waiting`: once a second person agrees. */
  readonly accountOperation: "open" | "waiting" | null;
  /** Operations of the relation that are not settled. */
  readonly open: readonly {
    readonly state: string;
    readonly codes: readonly PermissionCode[];
    readonly settlesAt: Instant | null;
  }[];
}

export interface Block {
  readonly reason: BlockReason;
  /** Until when, where that is known. */
  readonly until: Instant | null;
}

const block = (reason: BlockReason, until: Instant | null = null): Block => ({ reason, until });

/** Whether a relation with these facts is in effect at a moment: by its state and by its own start and end. */
export const isInEffect = (
  relation: { readonly state: string; readonly startTime: Instant | null; readonly endTime: Instant | null },
  at: Instant,
): boolean => isStateInEffect(relation.state) && isWithin(relation.startTime, relation.endTime, at);

/** Why no box of the relation can be ticked; null: nothing stands in the way of all of them. */
export function relationBlock(subject: BlockSubject, at: Instant): Block | null {
  if (subject.counterpart !== "MEMBER") return block("master_counterpart");
  if (subject.gone) return block("gone");
  if (!isRelationState(subject.state) || !isRelationType(subject.type)) return block("unknown_state");
  if (!isInEffect(subject, at)) return block("not_in_effect");
  if (subject.state === "CHANGE_CONFIRMING" || subject.open.some((operation) => operation.state === "waiting_member"))
    return block("waiting_for_member");
  if (subject.type === "FinancialTrusteeship" && !subject.trusteeshipEditable) return block("trusteeship");
  if (!subject.everRead) return block("never_read");
  if (subject.accountOperation === "waiting") return block("second_person");
  if (subject.accountOperation === "open" || subject.open.some((operation) => operation.state !== "unsettled"))
    return block("operation_open");
  return subject.writesOn ? null : block("writes_off");
}

/** Why one code cannot be changed, the relation's own reasons first. */
export function codeBlock(subject: BlockSubject, code: PermissionCode, status: CodeStatus, at: Instant): Block | null {
  const whole = relationBlock(subject, at);
  if (whole && whole.reason !== "writes_off") return whole;
  if (status === "unknown") return block("unknown_unmapped");
  const unsettled = subject.open.find((operation) => operation.state === "unsettled" && operation.codes.includes(code));
  return unsettled ? block("may_still_take_effect", unsettled.settlesAt) : whole;
}
