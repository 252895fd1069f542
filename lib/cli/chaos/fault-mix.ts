import { times } from "@/lib/cli/chaos/settings";
import type { Fault } from "@/lib/cli/chaos/upstream";
import type { RelationId } from "@/lib/domain/ids";

const write = { operation: "ModifyAccountRelation" };
const read = { operation: "QueryPermissionList" };
const list = { operation: "QueryRelationList" };

/** Most of their requests have no effect, so these are what "the faults did not allow". Each has its share of all writes. */
const ofWrites: readonly Fault[] = [
  // More of it would say no more, and the desk would slow down for it, as it should.
  { kind: "throttle", retryAfterMs: 60, rate: 0.015 },
  { kind: "throttle", retryAfterMs: 0, rate: 0.01 },
  { kind: "status503", rate: 0.02 },
  { kind: "status500_before", rate: 0.02 },
  { kind: "status500_before", effectDelayMs: times.lateAtMost, rate: 0.02 },
  { kind: "status500_after", rate: 0.03 },
  { kind: "reset_before", rate: 0.02 },
  { kind: "reset_before", effectDelayMs: 300, rate: 0.01 },
  { kind: "reset_after", rate: 0.03 },
  { kind: "truncated_body", cut: "clean", rate: 0.02 },
  { kind: "truncated_body", cut: "abort", rate: 0.02 },
  { kind: "html_body", status: 200, effect: true, rate: 0.01 },
  { kind: "html_body", status: 502, effect: false, rate: 0.01 },
  { kind: "lying_success", rate: 0.03 },
  { kind: "success_with_error_code", rate: 0.02 },
  { kind: "slow_answer", ms: times.beyondTimeout, rate: 0.02 },
  { kind: "slow_body", ms: times.beyondTimeout, rate: 0.01 },
  { kind: "slow_answer", ms: 200, rate: 0.03 },
  { kind: "effect_delayed", ms: 250, rate: 0.03 },
  { kind: "effect_delayed", ms: times.lateAtMost, rate: 0.02 },
  { kind: "late_visibility", ms: times.hiddenAtMost, rate: 0.05 },
  { kind: "refuse", code: "NotApplicable", rate: 0.02 },
  { kind: "refuse", code: "InvalidParameter", rate: 0.01 },
];

const ofReads: readonly Fault[] = [
  { kind: "throttle", retryAfterMs: 40, rate: 0.003 },
  { kind: "status503", rate: 0.01 },
  { kind: "status500_before", rate: 0.005 },
  { kind: "reset_before", rate: 0.01 },
  { kind: "reset_after", rate: 0.005 },
  { kind: "truncated_body", cut: "abort", rate: 0.005 },
  { kind: "truncated_body", cut: "clean", rate: 0.005 },
  { kind: "html_body", status: 502, rate: 0.005 },
  { kind: "slow_answer", ms: times.beyondTimeout, rate: 0.005 },
  // What such a read shows is as old as its answer is slow: it must not pass for what is true by then.
  { kind: "slow_answer", ms: 500, rate: 0.05 },
  { kind: "slow_body", ms: 200, rate: 0.01 },
];

const ofLists: readonly Fault[] = [
  { kind: "throttle", retryAfterMs: 40, rate: 0.03 },
  { kind: "reset_before", rate: 0.02 },
  { kind: "html_body", status: 502, rate: 0.01 },
  { kind: "slow_answer", ms: 300, rate: 0.02 },
  // Once only: two lists in a row that lack a relation say that it is gone, as they must.
  { kind: "empty_list", after: 3, times: 1 },
];

interface FaultMix {
  /** What any call may meet, at rates that the simulator decides by its seed. */
  readonly faults: readonly Fault[];
  /** `LINKBOOK_CALL_TIMEOUT` and `LINKBOOK_LEASE`, in milliseconds. */
  readonly callTimeout: number;
  readonly lease: number;
  /** How often somebody checks relations just before a change of them: once for so many changes. */
  readonly looksTooSoonEach: number;
}

export const mixes = {
  /** Everything at once. */
  mixed: {
    faults: [
      ...ofWrites.map((fault) => ({ ...write, ...fault })),
      ...ofReads.map((fault) => ({ ...read, ...fault })),
      ...ofLists.map((fault) => ({ ...list, ...fault })),
    ],
    callTimeout: times.callTimeout,
    lease: times.lease,
    looksTooSoonEach: 100,
  },
  /** Nothing but reads that begin before a change and end after it; calls may last until it is settled. */
  "old-reads": { faults: [], callTimeout: 20_000, lease: 25_000, looksTooSoonEach: 10 },
} as const satisfies Record<string, FaultMix>;

export type Mix = keyof typeof mixes;
export const isMix = (text: string): text is Mix => Object.hasOwn(mixes, text);

/** Aimed at one relation: the effect of its first write comes when the operation has settled long ago. */
export const lateEffect = (relationId: RelationId, how: "answered" | "unanswered"): Fault => ({
  ...(how === "answered"
    ? { kind: "effect_delayed", ms: times.tooLate }
    : { kind: "reset_before", effectDelayMs: times.tooLate }),
  ...{ ...write, relationId, times: 1 },
});

/** Aimed at one relation: after its first write, reads show new, old, new. */
export const flapping = (relationId: RelationId): Fault => ({
  ...{ kind: "flapping_visibility", reads: 3, times: 1 },
  ...{ ...write, relationId },
});

/** Aimed at one relation: the next read of it shows what is so now, and arrives when the gate is opened. */
export const heldRead = (relationId: RelationId, gate: string): Fault => ({
  ...{ kind: "hold", gate, when: "after", times: 1 },
  ...{ ...read, relationId },
});
