import { z } from "zod";
import type { OperationRecord } from "@/lib/cli/chaos/evidence";
import type { Finding } from "@/lib/cli/chaos/oracle";
import { type Case, named } from "@/lib/cli/chaos/trial";
import type { AuditEntry } from "@/lib/domain/audit-chain";
import { grouped } from "@/lib/domain/grouped";

const applied = z.object({ operations: z.number() });
const planned = z.object({ relations: z.array(z.object({ relationId: z.string(), changes: z.array(z.string()) })) });
const sending = z.object({ requestId: z.string() });
const outcome = z.object({ outcome: z.string() });

function checkOperation(
  trial: Case,
  operation: OperationRecord,
  about: (entity: string, action: string) => readonly AuditEntry[],
  intents: ReadonlySet<string>,
): readonly Finding[] {
  const entity = `operation:${operation.id}`;
  const sends = about(entity, "operation.sending");
  const answers = about(entity, "operation.answered").length;
  const cutOff = about(entity, "operation.cut_off").length;
  const lacks: string[] = [];
  const [intent] = about(`change_set:${operation.changeSetId}`, "change_set.applied");
  const ofSet = trial.operations.filter(({ changeSetId }) => changeSetId === operation.changeSetId).length;
  if (!intent || applied.parse(JSON.parse(intent.detail)).operations !== ofSet) lacks.push("the intent of its set");
  for (const { code, direction } of operation.receipts)
    if (!intents.has(`change_set:${operation.changeSetId} ${operation.relationId} ${direction} ${code}`))
      lacks.push(`the intent to ${direction} ${code}`);
  if (sends.length !== operation.attempts.length) lacks.push(`${sends.length} of ${operation.attempts.length} sends`);
  if (sends.some(({ detail }) => sending.parse(JSON.parse(detail)).requestId !== operation.requestId))
    lacks.push("its RequestId");
  if (answers + cutOff !== sends.length)
    lacks.push(`${answers} answers and ${cutOff} cut off of ${sends.length} sends`);
  for (const [index, request] of trial.requestsOf(operation).entries()) {
    const send = sends[index];
    if (!send || Date.parse(send.at) > request.at) lacks.push(`the intent before request ${request.seq}`);
  }
  for (const { changeId, outcome: last, settlements } of operation.receipts) {
    const settled = about(`change:${changeId}`, "change.settled");
    const told = settlements.filter(({ note }) => note === null).length;
    const end = settled.at(-1);
    if (settled.length !== told || !end || outcome.parse(JSON.parse(end.detail)).outcome !== last)
      lacks.push(`the outcome ${last} of change ${changeId}`);
  }
  return lacks.map((what) => ({ rule: "log", about: `${named(operation)}: ${what}` }));
}

/** The log tells of every operation, and is whole. */
export function checkLog(trial: Case): readonly Finding[] {
  const { log, chain } = trial;
  const findings: Finding[] = [];
  if (!chain.ok) findings.push({ rule: "chain", about: `row ${chain.seq}: ${chain.problem}` });
  const gap = log.findIndex(({ seq }, index) => seq !== index + 1);
  if (gap !== -1) findings.push({ rule: "chain", about: `row ${gap + 1} is missing` });
  const rows = grouped(log, ({ entity, action }) => `${entity} ${action}`);
  const about = (entity: string, action: string) => rows.get(`${entity} ${action}`) ?? [];
  const intents = new Set(
    log
      .filter(({ action }) => action === "change_set.planned")
      .flatMap(({ entity, detail }) =>
        planned
          .parse(JSON.parse(detail))
          .relations.flatMap(({ relationId, changes }) => changes.map((change) => `${entity} ${relationId} ${change}`)),
      ),
  );
  for (const operation of trial.operations) findings.push(...checkOperation(trial, operation, about, intents));
  return findings;
}
