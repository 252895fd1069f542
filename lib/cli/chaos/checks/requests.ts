import type { OperationRecord } from "@/lib/cli/chaos/evidence";
import type { Call } from "@/lib/cli/chaos/journal";
import type { Finding } from "@/lib/cli/chaos/oracle";
import { type Case, isThrottled, named } from "@/lib/cli/chaos/trial";
import { grouped } from "@/lib/domain/grouped";

const sameList = (a: Iterable<string>, b: Iterable<string>): boolean => [...a].sort().join() === [...b].sort().join();

const shownAs = ({ seq, clientRequestId, relationId, verb, codes }: Call): string =>
  `request ${seq} (${clientRequestId}: ${relationId} ${verb} ${codes.join(" ")})`;

/** Writes under our key that are not ModifyAccountRelation: nobody asked for any. */
const writes: ReadonlySet<string | null> = new Set([
  "AddAccountRelation",
  "RelieveAccountRelation",
  "ConfirmRelation",
  "CreateAgAccount",
]);

function checkMapping(trial: Case): readonly Finding[] {
  const strange = trial.journal.calls.filter(({ operation }) => writes.has(operation));
  const wrong = trial.requests.filter((request) => {
    const operation = trial.operationOf(request);
    return !(
      operation &&
      operation.relationId === request.relationId &&
      operation.verb === request.verb &&
      sameList(operation.codes, request.codes) &&
      operation.expects.masterId === request.params.ParentUserId &&
      operation.expects.memberId === request.params.ChildUserId
    );
  });
  return [...strange, ...wrong].map((call) => ({
    rule: "request_unknown",
    about: `${shownAs(call)} ${call.operation}`,
  }));
}

function checkOnce(trial: Case, operation: OperationRecord): readonly Finding[] {
  const sent = trial.requestsOf(operation).filter((request) => !isThrottled(request));
  const effects = trial.effectsOf(operation);
  const findings: Finding[] = [];
  if (sent.length > 1)
    findings.push({
      rule: "sent_again",
      about: `${named(operation)}: requests ${sent.map(({ seq }) => seq).join(", ")}`,
    });
  // One that the member has to confirm makes the relation wait first.
  const real = effects.filter(({ codes }) => codes.length > 0);
  const waits = effects.filter(({ codes }) => codes.length === 0);
  if (real.length > 1 || waits.length > 1)
    findings.push({
      rule: "two_effects",
      about: `${named(operation)}: effects ${effects.map(({ seq }) => seq).join(", ")}`,
    });
  return findings;
}

/** Attempts of which a request may have left, in their order: the n-th request is of the n-th of them. */
const leaving = ({ attempts }: OperationRecord) => attempts.filter(({ answer }) => answer !== "unreachable");

/** The epoch under which a request was let go; null where the desk knows of no such attempt. */
export function epochOf(trial: Case, request: Call): number | null {
  const operation = trial.operationOf(request);
  if (!operation) return null;
  return leaving(operation)[trial.requestsOf(operation).indexOf(request)]?.epoch ?? null;
}

/** What the plan stood on, with what of the same set was done before on this relation. */
function planned(trial: Case, operation: OperationRecord): ReadonlySet<string> {
  const on = new Set<string>(operation.expects.on);
  for (const { code, direction, outcome } of operation.set.receipts.filter(
    ({ relationId, operationId }) =>
      relationId === operation.relationId &&
      (trial.operationById(operationId)?.position ?? operation.position) < operation.position,
  ))
    if (outcome === "verified" || outcome === "already_so") direction === "add" ? on.add(code) : on.delete(code);
  return on;
}

function checkPreRead(
  trial: Case,
  operation: OperationRecord,
  before: ReadonlyMap<Call, Call | null>,
): readonly Finding[] {
  const attempts = leaving(operation);
  return trial.requestsOf(operation).flatMap((request, index): Finding[] => {
    const id = attempts[index]?.preReadId;
    const read = id ? trial.journal.byRequestId(id) : null;
    const about = `${shownAs(request)}, attempt ${index + 1}`;
    if (!read?.answer || read.relationId !== request.relationId || read.operation !== "QueryPermissionList")
      return [{ rule: "pre_read", about: `${about}: no such read in the journal` }];
    if (read.answer.seq > request.seq || read.seq < (before.get(request)?.seq ?? 0))
      return [{ rule: "pre_read", about: `${about}: read ${read.seq} is not just before it` }];
    // What reads do not show yet, or showed as it was, nobody can heed.
    if (trial.isHidden(operation.relationId, read.seq)) return [];
    const shown = trial.onBetween(operation.relationId, read.seq, read.answer.seq);
    const wanted = planned(trial, operation);
    const isAsPlanned = shown.some((on) => sameList(on, wanted));
    return isAsPlanned
      ? []
      : [{ rule: "pre_read", about: `${about}: read ${read.seq} showed another set than planned on` }];
  });
}

/** The request of ours before each one, on the same relation. */
function requestBefore({ requests }: Case): ReadonlyMap<Call, Call | null> {
  const before = new Map<Call, Call | null>();
  for (const same of grouped(requests, ({ relationId }) => relationId).values())
    for (const [index, request] of same.entries()) before.set(request, same[index - 1] ?? null);
  return before;
}

/** What was sent: by whom it was meant, how often, and on what read. */
export function checkRequests(trial: Case): readonly Finding[] {
  const before = requestBefore(trial);
  return [
    ...checkMapping(trial),
    ...trial.operations.flatMap((operation) => [
      ...checkOnce(trial, operation),
      ...checkPreRead(trial, operation, before),
    ]),
  ];
}
