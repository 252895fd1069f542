import { type ExpressionBuilder, sql } from "kysely";
import type { Queryable } from "@/lib/db/database";
import { isApprovalInReach, isForSecondPerson } from "@/lib/db/queries/approvals";
import { isIdInScope, type Reach } from "@/lib/db/queries/scope";
import type { Schema } from "@/lib/db/schema";
import { type Instant, later, type Uid } from "@/lib/domain/ids";
import { lateAfterMs } from "@/lib/domain/views/change-set";

/** Found at once, of each kind; the rest is found the next time. */
const atOnce = 200;

const failedOutcomes = ["refused", "no_effect", "not_confirmed", "declined_by_member"] as const;
/** Without a request by nobody's wish; what a person stopped or rejected they know. */
const failedReasons = ["stale", "held_back", "expired", "unreachable", "unreadable", "restored"] as const;

/** Requests of an account that wait and of which this reader was not told. `personId`: only those that they may decide. */
export function untoldApprovals(db: Queryable, reach: Reach, reader: string, personId: string | null, at: Instant) {
  return db
    .selectFrom("approval")
    .select(["approval.id", "approval.kind", "approval.expires_at"])
    .where("approval.payer_uid", "=", reach.payer)
    .where("approval.status", "=", "waiting")
    .where("approval.expires_at", ">", at)
    .$if(personId !== null, (query) =>
      query.where(isApprovalInReach(reach, personId ?? "")).where(isForSecondPerson(personId ?? "", at)),
    )
    .where((e) =>
      e.not(
        e.exists(
          e
            .selectFrom("notice")
            .select("notice.id")
            .whereRef("notice.payer_uid", "=", "approval.payer_uid")
            .where("notice.kind", "=", "waiting")
            .whereRef("notice.subject", "=", "approval.id")
            .where("notice.reader", "=", reader),
        ),
      ),
    )
    .orderBy("approval.requested_at")
    .limit(atOnce)
    .execute();
}

/** Requests that were decided or became void since a moment, of which nobody was told. */
export const untoldDecisions = (db: Queryable, payer: Uid, since: Instant) =>
  db
    .selectFrom("approval")
    .select(["id", "kind", "status", "void_reason", "requested_by"])
    .where("payer_uid", "=", payer)
    .where("status", "in", ["approved", "rejected", "void"])
    .where("decided_at", ">", since)
    .where((e) =>
      e.not(
        e.exists(
          e
            .selectFrom("notice")
            .select("notice.id")
            .whereRef("notice.payer_uid", "=", "approval.payer_uid")
            .where("notice.kind", "=", "decided")
            .whereRef("notice.subject", "=", "approval.id"),
        ),
      ),
    )
    .limit(atOnce)
    .execute();

const isFailure = (e: ExpressionBuilder<Schema, "change">) =>
  e.or([
    e("change.outcome", "in", [...failedOutcomes]),
    e.and([e("change.outcome", "=", "not_sent"), e("change.reason", "in", [...failedReasons])]),
  ]);

/**
 * Change sets in which something has failed since a moment and since their last notice, once nothing of them is under way:
 * how many of how many changes stand so now.
 */
export async function untoldFailures(db: Queryable, payer: Uid, since: Instant) {
  const candidates = await db
    .selectFrom("settlement")
    .innerJoin("change", "change.id", "settlement.change_id")
    .innerJoin("change_set", "change_set.id", "change.change_set_id")
    .select(["change_set.id", "change_set.person_id"])
    .distinct()
    .where("settlement.at", ">", since)
    // Written out, so that the index of failures is used.
    .where(
      sql<boolean>`settlement.outcome in ('refused', 'no_effect', 'not_confirmed', 'not_sent', 'declined_by_member')`,
    )
    .where("change.payer_uid", "=", payer)
    .where(isFailure)
    .where("change_set.status", "in", ["applying", "done"])
    .where((e) =>
      e.not(
        e.exists(
          e
            .selectFrom("notice")
            .select("notice.id")
            .whereRef("notice.payer_uid", "=", "change_set.payer_uid")
            .where("notice.kind", "=", "failed")
            .where(sql<boolean>`notice.subject like change_set.id || ':%'`)
            .whereRef("notice.found_at", ">=", "settlement.at"),
        ),
      ),
    )
    .where((e) =>
      e.not(
        e.exists(
          e
            .selectFrom("operation")
            .select("operation.id")
            .whereRef("operation.change_set_id", "=", "change_set.id")
            .where("operation.state", "in", ["queued", "reading", "sending", "checking"]),
        ),
      ),
    )
    .limit(atOnce)
    .execute();
  const found = [];
  for (const { id, person_id } of candidates) {
    const { failed, changes } = await db
      .selectFrom("change")
      .select((e) => [
        e.fn.countAll<number>().as("changes"),
        e.fn.sum<number>(e.case().when(isFailure(e)).then(1).else(0).end()).as("failed"),
      ])
      .where("change_set_id", "=", id)
      .executeTakeFirstOrThrow();
    found.push({ changeSetId: id, personId: person_id, failed: Number(failed), changes: Number(changes) });
  }
  return found;
}

/** Creates, links, unlinks and answers that have failed since a moment, of which nobody was told. */
export const untoldFailedActs = (db: Queryable, payer: Uid, since: Instant) =>
  db
    .selectFrom("account_settlement")
    .innerJoin("account_operation as act", "act.id", "account_settlement.account_operation_id")
    .select(["act.id", "act.kind", "act.person_id", "act.outcome"])
    .distinct()
    .where("account_settlement.at", ">", since)
    .where(
      sql<boolean>`account_settlement.outcome in ('refused', 'no_effect', 'not_confirmed', 'not_sent', 'declined_by_member')`,
    )
    .where("act.payer_uid", "=", payer)
    .where((e) =>
      e.or([
        e("act.outcome", "in", [...failedOutcomes]),
        e.and([e("act.outcome", "=", "not_sent"), e("act.not_sent_reason", "in", [...failedReasons])]),
      ]),
    )
    .where((e) =>
      e.not(
        e.exists(
          e
            .selectFrom("notice")
            .select("notice.id")
            .whereRef("notice.payer_uid", "=", "act.payer_uid")
            .where("notice.kind", "=", "failed")
            .where(sql<boolean>`notice.subject = act.id || ':' || act.outcome`),
        ),
      ),
    )
    .limit(atOnce)
    .execute();

/** Change sets with ends that have not come for more than five minutes after their moment, of which nobody was told. */
export async function untoldLateEnds(db: Queryable, payer: Uid, at: Instant) {
  const rows = await db
    .selectFrom("reversal")
    .innerJoin("change_set", "change_set.id", "reversal.change_set_id")
    .select((e) => [
      "reversal.change_set_id",
      "change_set.person_id",
      e.fn.countAll<number>().as("ends"),
      e.fn.min("reversal.due_at").as("due_at"),
    ])
    .where("reversal.payer_uid", "=", payer)
    .where("reversal.state", "=", "scheduled")
    .where("reversal.due_at", "<", later(at, -lateAfterMs))
    .where((e) =>
      e.not(
        e.exists(
          e
            .selectFrom("notice")
            .select("notice.id")
            .whereRef("notice.payer_uid", "=", "reversal.payer_uid")
            .where("notice.kind", "=", "late")
            .whereRef("notice.subject", "=", "reversal.change_set_id"),
        ),
      ),
    )
    .groupBy(["reversal.change_set_id", "change_set.person_id"])
    .limit(atOnce)
    .execute();
  return rows.map((row) => ({
    changeSetId: row.change_set_id,
    personId: row.person_id,
    ends: Number(row.ends),
    dueAt: row.due_at as Instant,
  }));
}

/** What changed outside of the desk within reach, after a moment; null: nothing. */
export async function driftAfter(db: Queryable, reach: Reach, since: Instant) {
  const row = await db
    .selectFrom("drift")
    .select((e) => [
      e.fn.countAll<number>().as("differences"),
      e.fn.count<number>("relation_id").distinct().as("relations"),
      e.fn.count<number>("late_effect_of").as("lateEffects"),
      e.fn.max("found_at").as("until"),
    ])
    .where("payer_uid", "=", reach.payer)
    .where("found_at", ">", since)
    .where(isIdInScope(reach, "drift.relation_id"))
    .executeTakeFirstOrThrow();
  return row.until === null
    ? null
    : {
        differences: Number(row.differences),
        relations: Number(row.relations),
        lateEffects: Number(row.lateEffects),
        until: row.until as Instant,
      };
}

/** When drift was found last on an account; null: never. */
export async function newestDrift(db: Queryable, payer: Uid): Promise<Instant | null> {
  const row = await db
    .selectFrom("drift")
    .select("found_at")
    .where("payer_uid", "=", payer)
    .orderBy("found_at", "desc")
    .limit(1)
    .executeTakeFirst();
  return (row?.found_at as Instant | undefined) ?? null;
}
