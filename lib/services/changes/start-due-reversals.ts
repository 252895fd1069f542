import { randomUUID } from "node:crypto";
import type { Database, Tx } from "@/lib/db/database";
import { type AuditAuthor, appendAudit } from "@/lib/db/queries/audit";
import { movedCodes } from "@/lib/db/queries/drafts";
import { runForRows } from "@/lib/db/queries/many-rows";
import { relationFactsOf } from "@/lib/db/queries/relation-facts";
import {
  type DueReversal,
  decideReversal,
  dueReversals,
  laterOutcomes,
  lookLater,
  reschedule,
  unsentReversals,
} from "@/lib/db/queries/reversals";
import { relationBlock } from "@/lib/domain/blocks";
import { grouped } from "@/lib/domain/grouped";
import { type Instant, instant, later, millis, type RelationId, type Uid } from "@/lib/domain/ids";
import { isPermissionCode, type PermissionCode } from "@/lib/domain/permission-catalogue";
import { everyMember } from "@/lib/domain/policy";
import { queueOperations } from "@/lib/services/changes/queue-operations";
import { planRelation, type RelationPlan } from "@/lib/services/changes/relation-plan";
import type { Logger } from "@/lib/telemetry/logger";

/** After so long an end that had to wait is looked at again, and one that was not sent is asked for again. */
const againAfterMs = 15_000;

/** Ends that are looked at at once; the others come next. */
const atOnce = 500;

interface Terms {
  readonly database: Database;
  readonly payer: Uid;
  readonly freshForMs: number;
  readonly now: () => number;
  readonly logger: Logger;
}

/** What becomes of an end now: its change is reversed, or something else is known; null: it waits. */
async function verdictOf(tx: Tx, row: DueReversal): Promise<"start" | "superseded" | "not_needed" | null> {
  if (row.outcome === null || row.outcome === "awaiting_member" || row.outcome === "not_confirmed") return null;
  if (row.outcome !== "verified") return "not_needed";
  const others = await laterOutcomes(tx, row);
  if (others.some((outcome) => outcome === "verified" || outcome === "already_so")) return "superseded";
  return others.some((outcome) => outcome === null || outcome === "awaiting_member" || outcome === "not_confirmed")
    ? null
    : "start";
}

/**
 * Reverses what has come to its end on an account, by the same path as any change: each in a change set of purpose
 * `reversal`, with a pre-read, a read-back and a receipt, under the approval that covered both halves. It asks nobody's right
 * anew: whoever asked may have left. An end waits while writes are off or paused, while its change or a later one of that
 * code is not settled, and while the relation waits for its member or cannot be changed; what waits too long is shown as
 * late, and what ended without a request is asked for again. It does not start when its change had no effect, when the code was
 * changed later, or when the relation has ended. Gives how many were decided.
 */
export async function startDueReversals(terms: Terms): Promise<number> {
  const { database, payer, now, logger } = terms;
  const at = instant(now());
  const unsent = await unsentReversals(database.read, payer);
  if (unsent.length > 0) await database.transaction((tx) => reschedule(tx, unsent, later(at, againAfterMs)));
  const due = await dueReversals(database.read, payer, at, atOnce);
  let decided = 0;
  for (const rows of grouped(due, (row) => row.change_set_id).values())
    try {
      decided += await database.transaction((tx) => reverseSet(tx, terms, rows, at));
    } catch (error) {
      // One that cannot be read must not keep the others from coming to their end.
      logger.error({ err: error, changeSet: rows[0]?.change_set_id }, "a change set could not be brought to its end");
    }
  return decided;
}

async function reverseSet(tx: Tx, terms: Terms, rows: readonly DueReversal[], at: Instant): Promise<number> {
  const { payer, freshForMs } = terms;
  const [first] = rows;
  const account = await tx
    .selectFrom("account")
    .select(["paused", "writes_on"])
    .where("uid", "=", payer)
    .executeTakeFirst();
  if (!first) return 0;
  // Whatever is not decided below is looked at again, after those that were not looked at yet.
  for (const row of rows) await lookLater(tx, row.change_id, later(at, againAfterMs));
  if (account?.paused !== 0 || account.writes_on !== 1) return 0;
  let decided = 0;
  const ready: DueReversal[] = [];
  for (const row of rows) {
    const verdict = await verdictOf(tx, row);
    if (verdict === "start") ready.push(row);
    if (verdict === null || verdict === "start") continue;
    await decideReversal(tx, row.change_id, verdict, at);
    decided += 1;
  }
  const byRelation = grouped(ready, (row) => row.relation_id as RelationId);
  const facts = await relationFactsOf(tx, { payer, scope: everyMember }, [...byRelation.keys()]);
  const moved = await movedCodes(tx, payer);
  const plans: RelationPlan[] = [];
  const started: DueReversal[] = [];
  for (const [relationId, own] of byRelation) {
    const known = facts.get(relationId);
    const block = known ? relationBlock(known.block, at)?.reason : "gone";
    if (!known || block === "gone" || block === "not_in_effect") {
      for (const row of own) await decideReversal(tx, row.change_id, "relation_ended", at);
      decided += own.length;
      continue;
    }
    const wanted = new Map<PermissionCode, boolean>(
      own.flatMap(({ code, direction }) => (isPermissionCode(code) ? [[code, direction === "add"] as const] : [])),
    );
    const plan = planRelation(payer, known, { wanted, basis: null, at, freshForMs, moved });
    if (plan.view.dropped !== null) continue;
    const toChange = new Set<string>(plan.view.changes.map(({ code }) => code));
    for (const row of own.filter(({ code }) => !toChange.has(code))) {
      await decideReversal(tx, row.change_id, "already_so", at);
      decided += 1;
    }
    if (plan.operations.length === 0) continue;
    plans.push(plan);
    started.push(...own.filter(({ code }) => toChange.has(code)));
  }
  if (plans.length === 0) return decided;
  const changeSetId = await insertReversalSet(tx, first, started, at);
  await queueOperations(tx, { payer, changeSetId, at }, plans);
  for (const row of started) await decideReversal(tx, row.change_id, "started", at, changeSetId);
  const author: AuditAuthor = {
    person: null,
    system: "executor",
    payerUid: payer,
    correlationId: first.correlation_id ?? randomUUID(),
  };
  await appendAudit(tx, author, {
    action: "reversal.started",
    entity: `change_set:${changeSetId}`,
    detail: {
      of: first.change_set_id,
      requestedBy: first.person_id,
      dueAt: first.due_at,
      lateMs: millis(at) - millis(first.due_at as Instant),
      changes: started.length,
      relations: plans.length,
      secondPerson: first.approval_id ?? "off",
    },
  });
  return decided + started.length;
}

async function insertReversalSet(
  tx: Tx,
  first: DueReversal,
  started: readonly DueReversal[],
  at: Instant,
): Promise<string> {
  const id = randomUUID();
  await tx
    .insertInto("change_set")
    .values({
      id,
      payer_uid: first.payer_uid,
      purpose: "reversal",
      status: "applying",
      person_id: first.person_id,
      reason: first.reason,
      plan_hash: null,
      created_at: at,
      applied_at: at,
      stopped_at: null,
      correlation_id: first.correlation_id,
      version: 0,
      approval_id: first.approval_id,
      until: null,
      stop_reason: null,
    })
    .execute();
  const rows = started.map((row) => ({
    id: randomUUID(),
    change_set_id: id,
    payer_uid: row.payer_uid,
    relation_id: row.relation_id,
    code: row.code,
    direction: row.direction,
    operation_id: null,
    outcome: null,
    reason: null,
    read_at: null,
    cause_proven: 0,
    after: null,
  }));
  await runForRows(tx, "changes of a reversal", rows, (some) => tx.insertInto("change").values(some));
  return id;
}
