import { minuteText } from "@/lib/simulator/clock";
import {
  codesOn,
  hasEnded,
  isOn,
  type Permission,
  type Relation,
  STATES_IN_EFFECT,
  type Verb,
} from "@/lib/simulator/relation";
import type { Switches } from "@/lib/simulator/switches";

export type Refusal = { readonly code: string; readonly message: string };

export type Decision =
  | { readonly kind: "refused"; readonly refusal: Refusal }
  /** `changed`: codes that differ from before; empty while the member has yet to confirm, or if it was so already. */
  | { readonly kind: "accepted"; readonly relation: Relation; readonly changed: readonly string[] };

export type ModifyRequest = { readonly verb: Verb; readonly codes: readonly string[]; readonly nick: string | null };

/**
 * What ModifyAccountRelation does to a relation. Pure; every answer that no document gives is taken from a switch.
 * `now` in milliseconds.
 */
export function decideModify(relation: Relation, request: ModifyRequest, switches: Switches, now: number): Decision {
  const refusal = refusalOf(relation, request, switches, now);
  if (refusal) return { kind: "refused", refusal };
  const { verb } = request;
  const codes = switches.partialAcceptance === "first_only" ? request.codes.slice(0, 1) : [...request.codes];
  const renamed =
    request.nick !== null && switches.childNickRenames ? { ...relation, nickname: request.nick } : relation;
  const changed = codes.filter((code) => isCodeOn(relation, code, now) === (verb === "DELETE"));
  if (changed.length > 0 && needsMember(relation, verb, switches)) {
    const pending = [...relation.pending, { verb, codes: changed }];
    return { kind: "accepted", relation: { ...renamed, state: "CHANGE_CONFIRMING", pending }, changed: [] };
  }
  return { kind: "accepted", relation: withCodes(renamed, verb, changed, now), changed };
}

/** The answer to an invitation or a pending change, its withdrawal by the payer, or the end of the relation. */
export type Act = "accept" | "decline" | "cancel" | "unlink";

/** One step of an act; several where several changes were pending. */
export type Step = {
  readonly relation: Relation;
  readonly verb: Verb | "UNLINK" | "STATE";
  readonly codes: readonly string[];
};

/** What an act does; no steps if the relation is in no state for it. Who may act is not decided here. */
export function decideAct(relation: Relation, act: Act, now: number): Step[] {
  const at = minuteText(now);
  const toState = (changes: Partial<Relation>, verb: "UNLINK" | "STATE" = "STATE"): Step[] => [
    { relation: { ...relation, pending: [], ...changes }, verb, codes: [] },
  ];
  if (act === "unlink") {
    const isLinked = STATES_IN_EFFECT.includes(relation.state);
    return isLinked ? toState({ state: "CONNECTION_CANCELED", endTime: at }, "UNLINK") : [];
  }
  if (relation.state === "CONFIRMING") {
    if (act === "accept") return toState({ state: "RELATED", startTime: at });
    return toState({ state: act === "decline" ? "REJECTED" : "CONNECTION_MASTER_CANCEL" });
  }
  if (relation.state !== "CHANGE_CONFIRMING") return [];
  if (act !== "accept") return toState({ state: "RELATED" });
  return relation.pending.map(({ verb, codes }, index) => {
    const pending = relation.pending.slice(index + 1);
    const state = pending.length > 0 ? relation.state : "RELATED";
    const changed = withPending(relation, relation.pending.slice(0, index + 1), now);
    return { relation: { ...changed, state, pending }, verb, codes };
  });
}

/** The relation with its pending changes in force: what `showSet: "new"` lets reads show. */
export function withPending(relation: Relation, pending: Relation["pending"], now: number): Relation {
  return pending.reduce((result, change) => withCodes(result, change.verb, change.codes, now), relation);
}

/** Turns codes on or off at `now`. A code keeps at most one ended row. */
export function withCodes(relation: Relation, verb: Verb, codes: readonly string[], now: number): Relation {
  const at = minuteText(now);
  const permissions = codes.reduce<Permission[]>((rows, code) => {
    const others = rows.filter((row) => row.code !== code);
    const own = rows.filter((row) => row.code === code);
    const open = own.find((row) => isOn(row, now));
    const ended = own.findLast((row) => hasEnded(row, now));
    if (verb === "ADD") {
      const kept = open ?? { code, startTime: at, endTime: "" };
      return [...others, ...(ended ? [ended] : []), kept];
    }
    const closed = open ? { ...open, endTime: at } : ended;
    return closed ? [...others, closed] : others;
  }, relation.permissions);
  return { ...relation, permissions };
}

function refusalOf(relation: Relation, request: ModifyRequest, switches: Switches, now: number): Refusal | null {
  if (!STATES_IN_EFFECT.includes(relation.state)) {
    return { code: "NotApplicable", message: `The relationship is ${relation.state} and cannot be modified.` };
  }
  if (relation.type === "FinancialTrusteeship" && switches.trusteeshipModify === "refused") {
    return { code: "NotApplicable", message: "The permissions of a trusteeship cannot be modified." };
  }
  if (relation.state === "CHANGE_CONFIRMING" && switches.secondModify === "refused") {
    return { code: "NotApplicable", message: "A change of this relationship is waiting for confirmation." };
  }
  const already = request.codes.find((code) => isCodeOn(relation, code, now) === (request.verb === "ADD"));
  const answer = request.verb === "ADD" ? switches.addOfOn : switches.deleteOfOff;
  if (already === undefined || answer === "ok") return null;
  const state = request.verb === "ADD" ? "has already been granted" : "has not been granted";
  return { code: "InvalidParameter", message: `The permission ${already} ${state}.` };
}

function needsMember(relation: Relation, verb: Verb, switches: Switches): boolean {
  if (verb === "DELETE" && !switches.deleteConfirming) return false;
  if (relation.type === "FinancialTrusteeship") return false;
  if (switches.changeConfirming === "always") return true;
  return switches.changeConfirming === "different_name" && relation.differentName;
}

function isCodeOn(relation: Relation, code: string, now: number): boolean {
  return codesOn(relation, now).includes(code);
}
