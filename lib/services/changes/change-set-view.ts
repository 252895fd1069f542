import { z } from "zod";
import type { Queryable } from "@/lib/db/database";
import { parseCodes } from "@/lib/db/queries/operations";
import type { Schema } from "@/lib/db/schema";
import { waitForSignal } from "@/lib/db/signal";
import { AppError } from "@/lib/domain/errors";
import { grouped } from "@/lib/domain/grouped";
import { type Instant, millis, type RelationId, type Uid } from "@/lib/domain/ids";
import { isPermissionCode, permissionCodes } from "@/lib/domain/permission-catalogue";
import {
  type ChangeSetView,
  notSentReasons,
  type Outcome,
  outcomes,
  type Progress,
  type ReceiptView,
  type Settlement,
  type UpstreamView,
} from "@/lib/domain/views/change-set";
import { memberName } from "@/lib/services/changes/relation-plan";
import { authorise, type Context } from "@/lib/services/context";

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

/** How many changes stand where; the numbers add up to the number of changes. */
export function totalsOf(receipts: readonly Pick<ReceiptView, "outcome" | "progress">[]): ChangeSetView["totals"] {
  const totals: Partial<Record<Outcome | Progress, number>> = {};
  for (const { outcome: settled, progress } of receipts) {
    const key = settled ?? progress;
    if (key) totals[key] = (totals[key] ?? 0) + 1;
  }
  return totals;
}

interface Placed {
  readonly receipt: ReceiptView;
  readonly position: number;
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Relations by their number (it is text, so the shorter one first), requests as they are sent, codes as listed. */
const byPlace = (a: Placed, b: Placed): number =>
  a.receipt.relationId.length - b.receipt.relationId.length ||
  compareText(a.receipt.relationId, b.receipt.relationId) ||
  a.position - b.position ||
  permissionCodes.indexOf(a.receipt.code) - permissionCodes.indexOf(b.receipt.code);

async function load(db: Queryable, payer: Uid, changeSetId: string): Promise<ChangeSetView | null> {
  const set = await db
    .selectFrom("change_set")
    .innerJoin("person", "person.id", "change_set.person_id")
    .innerJoin("account", "account.uid", "change_set.payer_uid")
    .selectAll("change_set")
    .select([
      "person.name as person_name",
      "account.paused as account_paused",
      "account.writes_on as account_writes_on",
    ])
    .where("change_set.id", "=", changeSetId)
    .where("change_set.payer_uid", "=", payer)
    .where("change_set.status", "in", ["applying", "done"])
    .executeTakeFirst();
  if (!set) return null;
  const changes = await db.selectFrom("change").selectAll().where("change_set_id", "=", set.id).execute();
  const relations = await db
    .selectFrom("relation")
    .selectAll()
    .where("payer_uid", "=", payer)
    .where("relation_id", "in", (e) =>
      e.selectFrom("change").select("change.relation_id").where("change.change_set_id", "=", set.id),
    )
    .execute();
  const operations = await db.selectFrom("operation").selectAll().where("change_set_id", "=", set.id).execute();
  const attempts = await db
    .selectFrom("attempt")
    .innerJoin("operation", "operation.id", "attempt.operation_id")
    .selectAll("attempt")
    .where("operation.change_set_id", "=", set.id)
    .orderBy("attempt.number")
    .execute();
  const settlements = await db
    .selectFrom("settlement")
    .innerJoin("change", "change.id", "settlement.change_id")
    .selectAll("settlement")
    .where("change.change_set_id", "=", set.id)
    .orderBy("settlement.at")
    .execute();
  const relationById = new Map(relations.map((relation) => [relation.relation_id, relation]));
  const operationById = new Map(operations.map((operation) => [operation.id, operation]));
  const attemptsOf = grouped(attempts, (attempt) => attempt.operation_id);
  const settlementsOf = grouped(settlements, (settlement) => settlement.change_id);
  const paused = set.account_paused === 1 || set.account_writes_on !== 1;
  const receipts = changes
    .flatMap((change) => {
      const relation = relationById.get(change.relation_id);
      if (!relation) return [];
      const operation = change.operation_id === null ? undefined : operationById.get(change.operation_id);
      const receipt = receiptOf(change, {
        operation,
        attempts: attemptsOf.get(change.operation_id ?? "") ?? [],
        settlements: settlementsOf.get(change.id) ?? [],
        relation,
        paused,
      });
      return [{ receipt, position: operation?.position ?? -1 }];
    })
    .sort(byPlace)
    .map(({ receipt }) => receipt);
  return {
    id: set.id,
    status: set.status === "done" ? "done" : "applying",
    purpose: set.purpose === "calibration" ? "calibration" : "change",
    requestedBy: set.person_name,
    reason: set.reason,
    appliedAt: set.applied_at as Instant | null,
    stoppedAt: set.stopped_at as Instant | null,
    singlePerson: true,
    receipts,
    totals: totalsOf(receipts),
    version: set.version,
  };
}

/** One applied change set with a receipt for each of its changes. `not_found` for another account's, or a draft. */
export async function changeSetView(context: Context, input: { readonly changeSetId: string }): Promise<ChangeSetView> {
  authorise(context, "member.read");
  const view = await context.database.snapshot((db) => load(db, context.payer, input.changeSetId));
  if (!view) throw new AppError("not_found");
  return view;
}

const waitMs = 5_000;
const lookEveryMs = 250;

/**
 * Answers when the change set is newer than the version given, at the latest after five seconds. Looks at the
 * database at each hint and every 250 ms, since another process may do the work.
 */
export async function waitForChangeSet(
  context: Context,
  input: { readonly changeSetId: string; readonly version: number; readonly abort: AbortSignal },
): Promise<ChangeSetView> {
  authorise(context, "member.read");
  for (const until = context.now() + waitMs; ; await waitForSignal("changed", lookEveryMs, input.abort)) {
    const now = await context.database.read
      .selectFrom("change_set")
      .select("version")
      .where("id", "=", input.changeSetId)
      .where("payer_uid", "=", context.payer)
      .executeTakeFirst();
    const isNews = !now || now.version !== input.version;
    if (isNews || context.now() >= until || input.abort.aborted) return changeSetView(context, input);
  }
}
