import { z } from "zod";
import type { Queryable } from "@/lib/db/database";
import { parseCodes } from "@/lib/db/queries/operations";
import type { Schema } from "@/lib/db/schema";
import { grouped } from "@/lib/domain/grouped";
import { type Instant, millis, type RelationId, type Uid } from "@/lib/domain/ids";
import { isPermissionCode, permissionCodes } from "@/lib/domain/permission-catalogue";
import {
  notSentReasons,
  outcomes,
  type Progress,
  type ReceiptView,
  type Settlement,
  type UpstreamView,
} from "@/lib/domain/views/change-set";
import { memberName } from "@/lib/services/changes/relation-plan";

const outcome = z.enum(outcomes);
const notSentReason = z.enum(notSentReasons);
const answer = z.enum(["accepted", "refused", "throttled", "unreachable", "ambiguous"]);
const before = z.object({ endedAt: z.string(), on: z.array(z.enum(permissionCodes)) });
const failedRead = z.object({ code: z.string().nullable(), requestId: z.string().nullable() });

const progressOf: Readonly<Record<string, Progress>> = {
  queued: "queued",
  reading: "queued",
  sending: "sending",
  checking: "checking",
};

interface Parts {
  readonly operation: Schema["operation"] | undefined;
  readonly attempts: readonly Schema["attempt"][];
  readonly settlements: readonly Schema["settlement"][];
  readonly relation: Schema["relation"];
  readonly paused: boolean;
}

function upstreamOf(attempt: Schema["attempt"], requestIdSent: string): UpstreamView {
  return {
    status: attempt.status,
    code: attempt.code,
    message: attempt.message,
    requestIdSent,
    requestIdAnswered: attempt.request_id_answered,
    sentAt: attempt.sent_at as Instant,
    answeredAt: attempt.answered_at as Instant | null,
    answer: attempt.answer === null ? null : answer.parse(attempt.answer),
    ambiguity: attempt.ambiguity,
  };
}

const settlementOf = (row: Schema["settlement"]): Settlement => ({
  at: row.at as Instant,
  outcome: outcome.parse(row.outcome),
  reason: row.reason === null ? null : notSentReason.parse(row.reason),
  note: row.note === "late_effect" ? "late_effect" : null,
});

function waitingOf({ operation, paused }: Parts): ReceiptView["waiting"] {
  if (operation?.state !== "queued") return null;
  if (paused) return "paused";
  return operation.waiting === "throttled" || operation.waiting === "unreachable" ? operation.waiting : null;
}

function receiptOf(change: Schema["change"], parts: Parts): ReceiptView {
  const { operation, relation } = parts;
  if (!isPermissionCode(change.code)) throw new Error("a change with a code outside the catalogue");
  const last = parts.attempts.at(-1);
  const preRead = last ? before.parse(JSON.parse(last.before)) : null;
  const settled = change.outcome === null ? null : outcome.parse(change.outcome);
  const read = change.after === null ? null : parseCodes(change.after);
  return {
    changeId: change.id,
    operationId: operation?.id ?? "",
    relationId: relation.relation_id as RelationId,
    uid: relation.account_id as Uid,
    name: memberName(relation),
    code: change.code,
    direction: change.direction === "add" ? "add" : "remove",
    progress: settled ? null : (progressOf[operation?.state ?? ""] ?? "checking"),
    outcome: settled,
    reason: change.reason === null ? null : notSentReason.parse(change.reason),
    readAt: change.read_at as Instant | null,
    settlesAt: settled === "not_confirmed" ? ((operation?.settles_at ?? null) as Instant | null) : null,
    causeProven: change.cause_proven === 1,
    // Where nothing was sent, the one read there was is the pre-read.
    before: last ? (preRead?.on ?? null) : read,
    after: last ? read : null,
    gapMs: last && preRead ? millis(last.sent_at as Instant) - millis(preRead.endedAt as Instant) : null,
    waiting: waitingOf(parts),
    preReadError: operation?.pre_read_error ? failedRead.parse(JSON.parse(operation.pre_read_error)) : null,
    attempts: parts.attempts.map((attempt) => upstreamOf(attempt, operation?.request_id ?? "")),
    settlements: parts.settlements.map(settlementOf),
  };
}

/** The receipts of some changes of one set, in the order of their ids. A few hundred at a time. */
export async function receiptsOf(
  db: Queryable,
  payer: Uid,
  ids: readonly string[],
  paused: boolean,
): Promise<readonly ReceiptView[]> {
  if (ids.length === 0) return [];
  const changes = await db
    .selectFrom("change")
    .selectAll()
    .where("id", "in", [...ids])
    .execute();
  const relationIds = [...new Set(changes.map((change) => change.relation_id))];
  const operationIds = [...new Set(changes.flatMap((change) => change.operation_id ?? []))];
  const relations = await db
    .selectFrom("relation")
    .selectAll()
    .where("payer_uid", "=", payer)
    .where("relation_id", "in", relationIds)
    .execute();
  const operations =
    operationIds.length === 0
      ? []
      : await db.selectFrom("operation").selectAll().where("id", "in", operationIds).execute();
  const attempts =
    operationIds.length === 0
      ? []
      : await db
          .selectFrom("attempt")
          .selectAll()
          .where("operation_id", "in", operationIds)
          .orderBy("number")
          .execute();
  const settlements = await db
    .selectFrom("settlement")
    .selectAll()
    .where("change_id", "in", [...ids])
    .orderBy("at")
    .execute();
  const changeById = new Map(changes.map((change) => [change.id, change]));
  const relationById = new Map(relations.map((relation) => [relation.relation_id, relation]));
  const operationById = new Map(operations.map((operation) => [operation.id, operation]));
  const attemptsOf = grouped(attempts, (attempt) => attempt.operation_id);
  const settlementsOf = grouped(settlements, (settlement) => settlement.change_id);
  return ids.flatMap((id) => {
    const change = changeById.get(id);
    const relation = change && relationById.get(change.relation_id);
    if (!change || !relation) return [];
    return receiptOf(change, {
      operation: change.operation_id === null ? undefined : operationById.get(change.operation_id),
      attempts: attemptsOf.get(change.operation_id ?? "") ?? [],
      settlements: settlementsOf.get(id) ?? [],
      relation,
      paused,
    });
  });
}
