import type { OperationRecord } from "@/lib/cli/chaos/evidence";
import type { Call } from "@/lib/cli/chaos/journal";
import type { Finding } from "@/lib/cli/chaos/oracle";
import { type Case, isThrottled, named, settledAt, wants } from "@/lib/cli/chaos/trial";
import type { PermissionCode } from "@/lib/domain/permission-catalogue";
import type { ReceiptView } from "@/lib/domain/views/change-set";

interface Checked {
  readonly findings: readonly Finding[];
  readonly allowed: number;
  /** Of those, what is not Verified. */
  readonly missed: readonly string[];
}

/** The calls that a receipt's deciding read can be: those of its operation that began at that moment. */
const decidingReads = (trial: Case, operation: OperationRecord, { readAt }: ReceiptView): readonly Call[] =>
  readAt === null
    ? []
    : (operation.reads.get(Date.parse(readAt)) ?? []).flatMap((id) => trial.journal.byRequestId(id) ?? []);

function heldWithin(trial: Case, operation: OperationRecord, code: PermissionCode, { seq, answer }: Call): boolean {
  const sets = trial.onBetween(operation.relationId, seq, answer?.seq ?? Number.POSITIVE_INFINITY);
  return sets.some((on) => wants(operation, on, code));
}

function checkReceipt(trial: Case, operation: OperationRecord, receipt: ReceiptView): readonly Finding[] {
  const { outcome, code } = receipt;
  const requests = trial.requestsOf(operation);
  const reads = decidingReads(trial, operation, receipt);
  const who = `${named(operation)}, ${code} ${outcome}`;
  switch (outcome) {
    case "verified":
    case "already_so": {
      if (outcome === "already_so" && isUnsteady(trial, operation)) return [];
      if (reads.length === 0)
        return [{ rule: "verified", about: `${who}: no read in the journal at ${receipt.readAt}` }];
      const isTrue = reads.some((read) => heldWithin(trial, operation, code, read));
      return isTrue ? [] : [{ rule: "verified", about: `${who}: not so while it was read at ${receipt.readAt}` }];
    }
    case "not_sent":
      return requests.length === 0 ? [] : [{ rule: "not_sent", about: `${who}: ${requests.length} requests` }];
    case "refused":
    case "no_effect":
    case "declined_by_member": {
      if (isUnsteady(trial, operation)) return [];
      const by = reads.length > 0 ? Math.max(...reads.map(({ seq }) => seq)) : null;
      if (by === null)
        return [{ rule: "without_effect", about: `${who}: no read in the journal at ${receipt.readAt}` }];
      const effect = trial.effectsOf(operation).find(({ seq, codes }) => seq < by && codes.includes(code));
      return effect ? [{ rule: "without_effect", about: `${who}: effect ${effect.seq} before read ${by}` }] : [];
    }
    default:
      return [];
  }
}

/** Upstream showed such a relation otherwise than it was, for as long as it liked: it can be told as it was shown only. */
export const isUnsteady = ({ cast }: Case, { relationId }: { readonly relationId: string }): boolean =>
  cast.flapping.some((subject) => subject.relationId === relationId);

/**
 * Whether the faults, and what people and others did, let a change succeed. One that was sent: whether its request had
 * its effect before the operation had settled. One that was not: whether nothing else stood in its way.
 */
function isAllowed(trial: Case, operation: OperationRecord, receipt: ReceiptView): boolean {
  const { history } = trial;
  const { set, relationId } = operation;
  if (isUnsteady(trial, operation)) return false;
  const settled = settledAt(receipt) ?? Number.POSITIVE_INFINITY;
  const sent = trial.requestsOf(operation).filter((request) => !isThrottled(request));
  if (sent.length > 0)
    return trial.effectsOf(operation).some(({ at, codes }) => codes.includes(receipt.code) && at <= settled);
  if (receipt.outcome === "already_so") return false;
  // Cut off between its intent on disk and the socket: it is never sent again.
  if (trial.wasCutOff(operation)) return false;
  if (history.stops.some(({ changeSetId }) => changeSetId === set.id) || set.stoppedAt !== null) return false;
  if (history.aged.some(({ changeSetId }) => changeSetId === set.id)) return false;
  const planned = set.appliedAt === null ? 0 : Date.parse(set.appliedAt) - 1_000;
  const others = trial.journal.effectsOn(relationId).filter(({ at, by }) => {
    const isOfSet = typeof by !== "string" && trial.operationOf(by)?.changeSetId === set.id;
    return at >= planned && at <= settled && !isOfSet;
  });
  if (others.length > 0) return false;
  // An earlier one of the set, or an unsettled one, stood before it: not proven then, whatever became of it later.
  const held = trial
    .operationsOn(relationId)
    .some(
      (other) =>
        other.id !== operation.id &&
        Date.parse(other.set.appliedAt ?? "") <= settled &&
        other.receipts.some((earlier) => wasUnproven(earlier, planned, settled)),
    );
  return !held;
}

/** Whether a change was given an outcome other than a proof, and that was so at some time of a span. */
const wasUnproven = ({ settlements, outcome }: ReceiptView, from: number, until: number): boolean => {
  const proof = settlements.find((one) => one.outcome === "verified" || one.outcome === "already_so");
  const isOver = proof !== undefined && Date.parse(proof.at) < from;
  return !isOver && settlements.some((one) => one !== proof && Date.parse(one.at) <= until) && outcome !== null;
};

/** What each receipt says against the journal, and whether as many were confirmed as could be. */
export function checkReceipts(trial: Case): Checked {
  const findings: Finding[] = [];
  const missed: string[] = [];
  let allowed = 0;
  for (const operation of trial.operations)
    for (const receipt of operation.receipts) {
      findings.push(...checkReceipt(trial, operation, receipt));
      if (!isAllowed(trial, operation, receipt)) continue;
      allowed += 1;
      if (receipt.outcome !== "verified")
        missed.push(
          `${named(operation)} of set ${operation.changeSetId} at ${operation.position}, ${receipt.code}: ${receipt.outcome} ${receipt.reason ?? ""} ${new Date(settledAt(receipt) ?? 0).toISOString()}`,
        );
    }
  const isEnough = missed.length <= allowed * 0.05;
  return {
    findings: isEnough ? findings : [...findings, ...missed.map((about): Finding => ({ rule: "too_few", about }))],
    allowed,
    missed,
  };
}
