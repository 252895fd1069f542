import type { Refusal } from "@/lib/simulator/change";
import { minuteText } from "@/lib/simulator/clock";
import { OPEN_STATES, type Relation } from "@/lib/simulator/relation";
import type { Switches } from "@/lib/simulator/switches";

/** What AddAccountRelation asks for; its parameters have been checked one by one. */
export type LinkRequest = {
  readonly relationId: string;
  readonly parentUid: string;
  readonly childUid: string;
  readonly codes: readonly string[];
  /** The only role there is. */
  readonly isTrusteeship: boolean;
  readonly nick: string | null;
};

/** The account that is to be the member. `relations`: all that it has with the payer, ended ones as well. */
export type Child = {
  readonly name: string;
  readonly differentName: boolean;
  readonly linkedElsewhere: boolean;
  readonly relations: readonly Relation[];
};

export type LinkDecision =
  | { readonly kind: "refused"; readonly refusal: Refusal }
  | { readonly kind: "accepted"; readonly relation: Relation };

/**
 * What AddAccountRelation does. Pure. Documented: the same real-name entity needs no confirmation, another one has to
 * call ConfirmRelation; a trusteeship is for the same entity only; a member has one parent. The codes of the refusals
 * are guesses. A member whose relation has ended gets a new one.
 */
export function decideLink(request: LinkRequest, child: Child, switches: Switches, now: number): LinkDecision {
  const refused = (message: string): LinkDecision => ({ kind: "refused", refusal: { code: "NotApplicable", message } });
  const open = child.relations.find(({ state }) => OPEN_STATES.includes(state));
  if (open) return refused(`The account already has a relationship, which is ${open.state}.`);
  if (child.linkedElsewhere) return refused("The account is linked to another management account.");
  if (request.isTrusteeship && child.differentName) {
    return refused("A trusteeship needs two accounts of the same real-name entity.");
  }
  const waits = request.isTrusteeship ? switches.trusteeshipConfirms === "always" : child.differentName;
  const at = minuteText(now);
  const implied = request.isTrusteeship && switches.trusteeshipCodes === "identity";
  const codes = [...new Set([...(implied ? ["SYNCHRONIZE_FINANCE_IDENTITY"] : []), ...request.codes])];
  const relation: Relation = {
    relationId: request.relationId,
    masterUid: request.parentUid,
    memberUid: request.childUid,
    name: child.name,
    nickname: request.nick ?? "",
    type: request.isTrusteeship ? "FinancialTrusteeship" : "FinancialManagement",
    state: waits ? "CONFIRMING" : "RELATED",
    setupTime: at,
    startTime: waits ? "" : at,
    endTime: "",
    differentName: child.differentName,
    permissions: codes.map((code) => ({ code, startTime: at, endTime: "" })),
    pending: [],
  };
  return { kind: "accepted", relation };
}
