import { minuteText } from "@/lib/simulator/clock";
import { PERMISSION_CODES, UNMAPPED_CODE } from "@/lib/simulator/permission-codes";
import { CAST } from "@/lib/simulator/population/cast";
import { indexOfMemberUid, indexOfRelationId, memberUidAt, relationIdAt } from "@/lib/simulator/population/ids";
import { namesAt } from "@/lib/simulator/population/names";
import { below, fraction, mix } from "@/lib/simulator/random";
import { type Permission, type Relation, STATES_IN_EFFECT, type State } from "@/lib/simulator/relation";

export const SMALLEST_POPULATION = CAST.length;
export const LARGEST_POPULATION = 100_000;

/** Shares of the states after the cast, in per mille; what is left is RELATED. */
const SHARES: readonly (readonly [State, number])[] = [
  ["CONNECTION_CANCELED", 45],
  ["CONFIRMING", 25],
  ["CHANGE_CONFIRMING", 20],
  ["REJECTED", 15],
  ["INITIAL", 8],
  ["CONNECTION_MASTER_CANCEL", 7],
];

const FIRST_SETUP = Date.parse("2021-01-04T00:00Z");
const SETUP_SPAN_MINUTES = 4 * 365 * 24 * 60;
/** The end of what is limited in time and not over yet. */
const FAR_END = "2099-12-31T16:00Z";
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** A 16-digit payer UID, the same for the same seed. */
export function defaultPayerUid(seed: number): string {
  return (1_990_000_000_000_000 + below(9_000_000_000_000, seed, 301)).toString();
}

/**
 * The relations that exist at the start: a pure function of seed, size and payer, computed one at a time when asked
 * for. `size` counts every relation of the payer, in all seven states, the one with an AccountType MASTER included.
 */
export class Population {
  constructor(
    readonly seed: number,
    readonly size: number,
    readonly payerUid: string,
  ) {}

  indexOfRelation(relationId: string): number | null {
    return indexOfRelationId(this.seed, this.size, relationId);
  }

  indexOfCounterpart(uid: string): number | null {
    return indexOfMemberUid(this.seed, this.size, uid);
  }

  stateAt(index: number): State {
    const role = CAST[index];
    if (role) return role.state ?? "RELATED";
    let draw = mix(this.seed, index, 302) % 1000;
    for (const [state, share] of SHARES) {
      if (draw < share) return state;
      draw -= share;
    }
    return "RELATED";
  }

  relationAt(index: number): Relation {
    const role = CAST[index];
    const state = this.stateAt(index);
    const setup = FIRST_SETUP + below(SETUP_SPAN_MINUTES, this.seed, index, 303) * MINUTE;
    const start = setup + (1 + (mix(this.seed, index, 304) % (3 * 24 * 60))) * MINUTE;
    const end = start + (30 + (mix(this.seed, index, 305) % 300)) * DAY;
    const hasStarted = STATES_IN_EFFECT.includes(state) || state === "CONNECTION_CANCELED";
    const hasEnded = state === "CONNECTION_CANCELED";
    const differentName = role ? (role.differentName ?? false) : this.isDifferentName(index, state);
    const counterpart = memberUidAt(this.seed, index);
    const isMaster = role?.counterpart === "MASTER";
    const times = { startTime: minuteText(start), endTime: hasEnded ? minuteText(end) : "" };
    const isLimited = !role && state === "RELATED" && fraction(this.seed, index, 308) < 0.05;
    const permissions = role
      ? [...role.codes.map((code) => ({ code, ...times })), ...(role.rows ?? [])]
      : this.permissionsAt(index, state, times, minuteText(end));
    return {
      relationId: relationIdAt(this.seed, index),
      masterUid: isMaster ? counterpart : this.payerUid,
      memberUid: isMaster ? this.payerUid : counterpart,
      ...(role ? { name: role.name, nickname: role.nickname } : namesAt(this.seed, index)),
      type: role ? (role.type ?? "FinancialManagement") : this.typeAt(index, differentName),
      state,
      setupTime: minuteText(setup),
      startTime: hasStarted ? times.startTime : "",
      endTime: isLimited ? FAR_END : times.endTime,
      differentName,
      permissions,
      pending: role?.pending ?? this.pendingAt(index, state, permissions, times),
    };
  }

  /** Only a relation between different real-name entities waits for the member (ConfirmRelation page). */
  private isDifferentName(index: number, state: State): boolean {
    const waited = state === "CONFIRMING" || state === "CHANGE_CONFIRMING" || state === "REJECTED";
    return waited || fraction(this.seed, index, 306) < 0.12;
  }

  private typeAt(index: number, differentName: boolean): Relation["type"] {
    const trusteeship = !differentName && fraction(this.seed, index, 307) < 0.06;
    return trusteeship ? "FinancialTrusteeship" : "FinancialManagement";
  }

  private permissionsAt(index: number, state: State, times: Omit<Permission, "code">, endTime: string): Permission[] {
    if (state === "INITIAL" || state === "REJECTED" || state === "CONNECTION_MASTER_CANCEL") return [];
    const rows: Permission[] = [];
    for (const [bit, code] of PERMISSION_CODES.entries()) {
      const draw = fraction(this.seed, index, 310 + bit);
      const likely = bit === 0 ? 0.8 : 0.35;
      if (draw < likely) rows.push({ code, ...times, endTime: draw < 0.02 ? times.endTime || FAR_END : times.endTime });
      else if (draw > 0.99) rows.push({ code, startTime: "2099-01-01T00:00Z", endTime: "" });
      else if (draw > 0.96) rows.push({ code, startTime: times.startTime, endTime });
    }
    if (mix(this.seed, index, 320) % 50 === 0) rows.push({ code: UNMAPPED_CODE, ...times });
    return rows;
  }

  private pendingAt(
    index: number,
    state: State,
    permissions: readonly Permission[],
    times: Omit<Permission, "code">,
  ): Relation["pending"] {
    if (state !== "CHANGE_CONFIRMING") return [];
    const code = mix(this.seed, index, 321) % 2 === 0 ? "FORBID_MANAGE_INVOICE" : "CHECK_FINANCE_INFO";
    const isHeld = permissions.some(
      (permission) =>
        permission.code === code &&
        permission.startTime === times.startTime &&
        (permission.endTime === times.endTime || permission.endTime === FAR_END),
    );
    return [{ verb: isHeld ? "DELETE" : "ADD", codes: [code] }];
  }
}
