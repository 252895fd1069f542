import type { AccountOperationKind, ActBlockReason, RelationAct } from "@/lib/domain/account-operation";
import { relationActs } from "@/lib/domain/account-operation";
import type { Uid } from "@/lib/domain/ids";
import { isRelationState, isStateInEffect, type RelationState } from "@/lib/domain/relation-state";

interface Turn {
  /** The states it may start from. */
  readonly from: readonly RelationState[];
  readonly to: RelationState;
  /** Which side of the relation the account has to be. */
  readonly side: "payer" | "member";
}

/**
 * Where each act leads. RelieveAccountRelation and ConfirmRelation document no resulting state: these are inferred from
 * the states' names; that only the management account unlinks is documented on the console's page.
 */
const turns: Readonly<Record<RelationAct, Turn>> = {
  unlink: { from: ["RELATED", "CHANGE_CONFIRMING"], to: "CONNECTION_CANCELED", side: "payer" },
  cancel: { from: ["CONFIRMING"], to: "CONNECTION_MASTER_CANCEL", side: "payer" },
  accept: { from: ["CONFIRMING"], to: "RELATED", side: "member" },
  decline: { from: ["CONFIRMING"], to: "REJECTED", side: "member" },
};

export const isRelationAct = (kind: AccountOperationKind): kind is RelationAct =>
  relationActs.some((act) => act === kind);

/** What a state says about an act: it is done, it can be done, something else ended the matter, or nobody knows. */
export type Standing = "done" | "open" | "elsewhere" | "unknown";

export function standingOf(act: RelationAct, state: string): Standing {
  if (!isRelationState(state)) return "unknown";
  // A link that was in effect and is not any more is unlinked, whatever upstream calls that.
  if (state === turns[act].to || (act === "unlink" && hasEnded(state))) return "done";
  return turns[act].from.includes(state) ? "open" : "elsewhere";
}

const hasEnded = (state: RelationState): boolean =>
  !isStateInEffect(state) && state !== "INITIAL" && state !== "CONFIRMING";

/** What decides whether an act on a relation can be asked for. */
export interface ActSubject {
  /** Raw: `MASTER` where the other side is the management account. */
  readonly counterpart: string;
  readonly state: string;
  readonly gone: boolean;
  readonly writesOn: boolean;
  /** An operation of either kind on the relation is not settled. */
  readonly operationOpen: boolean;
  /** An act on it waits for a second person. */
  readonly secondPersonWaited: boolean;
  /** The link that made this invitation waits for the member's answer. */
  readonly linkWaiting: boolean;
  /** The literal by which a payer cancels an invitation is set; the vendor documents none. */
  readonly cancelOffered: boolean;
  /** Every code of the invitation is known, and there is one at least: ConfirmRelation repeats them. */
  readonly codesKnown: boolean;
}

/** The acts that make sense for a relation's state and side. */
export const actsFor = (subject: Pick<ActSubject, "counterpart" | "state">): readonly RelationAct[] =>
  relationActs.filter(
    (act) => sideOf(subject.counterpart) === turns[act].side && standingOf(act, subject.state) === "open",
  );

const sideOf = (counterpart: string): Turn["side"] | null =>
  counterpart === "MEMBER" ? "payer" : counterpart === "MASTER" ? "member" : null;

/** Why an act cannot be asked for; null: nothing stands in its way but, perhaps, the person's rights. */
export function actBlock(act: RelationAct, subject: ActSubject): ActBlockReason | null {
  if (sideOf(subject.counterpart) !== turns[act].side) return turns[act].side === "payer" ? "not_payer" : "not_member";
  if (subject.gone) return "gone";
  if (standingOf(act, subject.state) !== "open") return "wrong_state";
  if (act === "cancel" && !subject.cancelOffered) return "not_offered";
  if (act !== "unlink" && !subject.codesKnown) return "codes_unknown";
  if (subject.secondPersonWaited) return "second_person";
  if (subject.operationOpen || (subject.linkWaiting && act !== "cancel")) return "operation_open";
  return subject.writesOn ? null : "writes_off";
}

/** The two accounts of a relation, by which side the other one is on. */
export const sidesOf = (
  account: Uid,
  counterpart: string,
  other: Uid,
): { readonly parent: Uid; readonly child: Uid } =>
  counterpart === "MASTER" ? { parent: other, child: account } : { parent: account, child: other };
