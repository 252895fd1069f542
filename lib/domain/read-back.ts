import type { Alias } from "@/lib/domain/code-mapping";
import type { Instant } from "@/lib/domain/ids";
import { codesOn, type ObservedRelation, readCodes, unmappedOn } from "@/lib/domain/observed";
import type { PermissionCode } from "@/lib/domain/permission-catalogue";
import type { Expectation } from "@/lib/domain/plan";
import { isRelationState, isStateInEffect, isWithin } from "@/lib/domain/relation-state";

/** What an answer of QueryPermissionList means at a moment, in the words of a plan. */
export interface Reading extends Expectation {
  /** Raw codes in effect, trimmed, sorted, each once. */
  readonly raw: readonly string[];
  readonly unknown: readonly PermissionCode[];
  /** Of these, the ones with a row of their own whose time cannot be read. */
  readonly unreadable: readonly PermissionCode[];
}

export function readingOf(answer: ObservedRelation, aliases: readonly Alias[], at: Instant): Reading {
  const observed = readCodes(answer.rows, aliases, at);
  const unknown = Object.values(observed.codes).filter((code) => code.status === "unknown");
  const raw = answer.rows
    .filter((row) => row.timesReadable && isWithin(row.startTime, row.endTime, at))
    .map((row) => row.rawCode.trim());
  return {
    relationId: answer.relationId,
    masterId: answer.masterId,
    memberId: answer.memberId,
    type: answer.type,
    state: answer.state,
    on: codesOn(observed),
    unmapped: unmappedOn(observed, at),
    raw: [...new Set(raw)].sort(),
    unknown: unknown.map(({ code }) => code),
    unreadable: unknown.filter(({ row }) => row?.timesReadable === false).map(({ code }) => code),
  };
}

const sameList = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((item, index) => item === b[index]);

/** Whether a read is about the two accounts and the type of relation that were planned on. */
export const isSameRelation = (reading: Reading, expects: Expectation): boolean =>
  reading.masterId === expects.masterId && reading.memberId === expects.memberId && reading.type === expects.type;

/** Whether a pre-read finds the relation as it was planned on: set, state, type and UIDs. */
export const isAsPlanned = (reading: Reading, expects: Expectation): boolean =>
  isSameRelation(reading, expects) &&
  reading.state === expects.state &&
  sameList(reading.on, expects.on) &&
  sameList(reading.unmapped, expects.unmapped);

/** A calibration watches raw codes, since the pair of its code is what it wants to find out. */
export interface Watch {
  /** The raw code that must disappear; null while adding: then exactly one new one must appear. */
  readonly proposedRaw: string | null;
}

export interface Sent {
  readonly verb: "ADD" | "DELETE";
  readonly codes: readonly PermissionCode[];
  readonly watch: Watch | null;
}

/** `shown`: the read agrees with what was asked for; `absent`: it disagrees; `unclear`: it cannot tell. */
export type Sight = "shown" | "absent" | "unclear";

function watched(sent: Sent, watch: Watch, before: Reading, reading: Reading): Sight {
  const appeared = reading.raw.filter((raw) => !before.raw.includes(raw));
  const vanished = before.raw.filter((raw) => !reading.raw.includes(raw));
  if (appeared.length === 0 && vanished.length === 0) return "absent";
  const asAsked =
    sent.verb === "ADD"
      ? appeared.length === 1 && vanished.length === 0
      : appeared.length === 0 && vanished.length === 1 && vanished[0] === watch.proposedRaw;
  return asAsked ? "shown" : "unclear";
}

function sightOf(sent: Sent, code: PermissionCode, before: Reading, reading: Reading): Sight {
  if (sent.watch) return watched(sent, sent.watch, before, reading);
  if (reading.on.includes(code)) return sent.verb === "ADD" ? "shown" : "absent";
  if (sent.verb === "ADD") return reading.unknown.includes(code) ? "unclear" : "absent";
  // Among unmapped codes nobody can call it off; but it was seen on, has gone, and they are the same as before (rule 7).
  const isGone = before.on.includes(code) && !reading.unreadable.includes(code);
  return isGone && sameList(before.unmapped, reading.unmapped) ? "shown" : "unclear";
}

/**
 * What a read after a write says. Only an answer about the same two accounts counts; a relation that waits for its
 * member is no proof of anything, whatever codes it shows (rule 7).
 */
export type Judgement =
  | { readonly kind: "does_not_count" }
  | { readonly kind: "waiting_for_member" }
  | { readonly kind: "relation_ended" }
  | { readonly kind: "read"; readonly sights: ReadonlyMap<PermissionCode, Sight> };

export function judge(sent: Sent, before: Reading, reading: Reading): Judgement {
  if (reading.masterId !== before.masterId || reading.memberId !== before.memberId) return { kind: "does_not_count" };
  // A state that nobody knows proves nothing, neither an effect nor the lack of one.
  if (!isRelationState(reading.state)) return { kind: "does_not_count" };
  if (reading.state === "CHANGE_CONFIRMING") return { kind: "waiting_for_member" };
  if (!isStateInEffect(reading.state)) return { kind: "relation_ended" };
  return { kind: "read", sights: new Map(sent.codes.map((code) => [code, sightOf(sent, code, before, reading)])) };
}

/** Whether every code of a request already is as the request would make it, so that there is nothing to send. */
export const holdsAlready = (sent: Sent, reading: Reading, expects: Expectation): boolean =>
  sent.watch === null &&
  isSameRelation(reading, expects) &&
  reading.state === "RELATED" &&
  sent.codes.every((code) =>
    sent.verb === "ADD" ? reading.on.includes(code) : !reading.on.includes(code) && !reading.unknown.includes(code),
  );
