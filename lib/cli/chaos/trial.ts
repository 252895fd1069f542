import type { Evidence, OperationRecord } from "@/lib/cli/chaos/evidence";
import type { Call, Effect } from "@/lib/cli/chaos/journal";
import { grouped } from "@/lib/domain/grouped";
import type { RelationId } from "@/lib/domain/ids";
import type { PermissionCode } from "@/lib/domain/permission-catalogue";
import type { Outcome, ReceiptView } from "@/lib/domain/views/change-set";

/** An effect that an operation of ours had, be it when its member agreed. */
export interface OwnEffect {
  readonly operation: OperationRecord;
  readonly effect: Effect;
}

/** The evidence with its parts tied together by upstream's ids. */
export interface Case extends Evidence {
  /** Every ModifyAccountRelation under our key, in the order received. */
  readonly requests: readonly Call[];
  operationOf(request: Call): OperationRecord | null;
  operationById(id: string): OperationRecord | null;
  operationsOn(relationId: RelationId): readonly OperationRecord[];
  /** Whether the process that was sending it ended, or lost its lease, before there was an answer. */
  wasCutOff(operation: OperationRecord): boolean;
  /** The requests of an operation, in the order received. */
  requestsOf(operation: OperationRecord): readonly Call[];
  readonly ownEffects: readonly OwnEffect[];
  effectsOf(operation: OperationRecord): readonly Effect[];
  /** What was on at some instant between two events of the journal, both included: one set for each instant. */
  onBetween(relationId: string, fromSeq: number, toSeq: number): readonly ReadonlySet<string>[];
  /** Whether reads begun at this event still show less than what is. */
  isHidden(relationId: string, seq: number): boolean;
}

const final: ReadonlySet<Outcome> = new Set([
  "verified",
  "already_so",
  "declined_by_member",
  "refused",
  "no_effect",
  "not_sent",
]);

/** When a change was settled for good, in milliseconds; null: it is open, or ended Not confirmed. */
export function settledAt(receipt: ReceiptView): number | null {
  const settlement = receipt.settlements.find(({ outcome, note }) => note === null && final.has(outcome));
  return settlement ? Date.parse(settlement.at) : null;
}

export const isThrottled = ({ answer }: Call): boolean => answer?.code?.startsWith("Throttling") ?? false;

/** How an operation is named in a finding. */
export const named = ({ id, relationId, verb, codes }: OperationRecord): string =>
  `operation ${id} (${relationId} ${verb} ${codes.join(" ")})`;

export const wants = (operation: OperationRecord, on: ReadonlySet<string>, code: PermissionCode): boolean =>
  on.has(code) === (operation.verb === "ADD");

/** An effect by a member is of the operation that made the relation wait for it. */
function ownEffectsOf(evidence: Evidence, operationOf: (request: Call) => OperationRecord | null): OwnEffect[] {
  const waiting = new Map<string, OperationRecord>();
  return evidence.journal.effects.flatMap((effect): OwnEffect[] => {
    const { by, relationId } = effect;
    if (by === "member") {
      const operation = waiting.get(relationId);
      if (effect.pending.length === 0) waiting.delete(relationId);
      return operation && effect.codes.length > 0 ? [{ operation, effect }] : [];
    }
    if (typeof by === "string") return [];
    const operation = operationOf(by);
    if (!operation) return [];
    if (effect.pending.length > 0) waiting.set(relationId, operation);
    return [{ operation, effect }];
  });
}

export function openCase(evidence: Evidence): Case {
  const { journal, operations } = evidence;
  const byRequestId = new Map(operations.map((operation) => [operation.requestId, operation]));
  const requests = journal.calls.filter(({ operation }) => operation === "ModifyAccountRelation");
  const operationOf = ({ clientRequestId }: Call) => byRequestId.get(clientRequestId ?? "") ?? null;
  const requestsOf = grouped(requests, ({ clientRequestId }) => clientRequestId ?? "");
  const byId = new Map(operations.map((operation) => [operation.id, operation]));
  const operationsOn = grouped(operations, ({ relationId }) => relationId);
  const cutOff = new Set(evidence.log.flatMap((row) => (row.action === "operation.cut_off" ? (row.entity ?? []) : [])));
  const ownEffects = ownEffectsOf(evidence, operationOf);
  const effectsOf = grouped(ownEffects, ({ operation }) => operation.id);
  return {
    ...evidence,
    requests,
    operationOf,
    operationById: (id) => byId.get(id) ?? null,
    operationsOn: (relationId) => operationsOn.get(relationId) ?? [],
    wasCutOff: ({ id }) => cutOff.has(`operation:${id}`),
    requestsOf: ({ requestId }) => requestsOf.get(requestId) ?? [],
    ownEffects,
    effectsOf: ({ id }) => (effectsOf.get(id) ?? []).map(({ effect }) => effect),
    onBetween(relationId, fromSeq, toSeq) {
      const effects = journal.effectsOn(relationId);
      const before = effects.filter(({ seq }) => seq <= fromSeq).at(-1);
      const within = effects.filter(({ seq }) => seq > fromSeq && seq <= toSeq);
      return [...(before ? [before] : []), ...within].map(({ on }) => on);
    },
    isHidden: (relationId, seq) =>
      journal
        .effectsOn(relationId)
        .some((effect) => effect.seq <= seq && (effect.visibleSeq ?? Number.POSITIVE_INFINITY) > seq),
  };
}
