import { type ExpressionBuilder, sql } from "kysely";
import type { Queryable } from "@/lib/db/database";
import { isApprovalInReach, isForSecondPerson } from "@/lib/db/queries/approvals";
import { missedReversals } from "@/lib/db/queries/reversals";
import { isIdInScope, type Reach } from "@/lib/db/queries/scope";
import type { Schema } from "@/lib/db/schema";
import { type Instant, later, type Uid } from "@/lib/domain/ids";
import { everyMember } from "@/lib/domain/policy";
import { lateAfterMs } from "@/lib/domain/views/change-set";

/** Found at once, of each kind; the rest is found the next time. */
const atOnce = 200;

/** As the indexes of settlements are made: text and order count. */
const failedOutcomes = sql`('refused', 'no_effect', 'not_confirmed', 'not_sent', 'declined_by_member')`;
/** Without a request by nobody's wish; what a person stopped or rejected they know. */
const failedReasons = sql`('stale', 'held_back', 'expired', 'unreachable', 'unreadable', 'restored')`;

/** Whether anything of an account waits for a second person. */
export async function isAnythingAsked(db: Queryable, payer: Uid, at: Instant): Promise<boolean> {
  const row = await db
    .selectFrom("approval")
    .select("id")
    .where("payer_uid", "=", payer)
    .where("status", "=", "waiting")
    .where("expires_at", ">", at)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * Requests of an account that wait and of which this reader was not told. `personId`: only those that they may decide;
 * `rightsOnly`: on this account they decide nothing else, since rights reach over all accounts.
 */
export function untoldApprovals(
  db: Queryable,
  reach: Reach,
  reader: string,
  {
    personId,
    rightsOnly,
    at,
  }: { readonly personId: string | null; readonly rightsOnly: boolean; readonly at: Instant },
) {
  return db
    .selectFrom("approval")
    .select(["approval.id", "approval.kind", "approval.expires_at"])
    .where("approval.payer_uid", "=", reach.payer)
    .where("approval.status", "=", "waiting")
    .where("approval.expires_at", ">", at)
    .$if(rightsOnly, (query) => query.where("approval.kind", "=", "rights"))
    .$if(personId !== null, (query) =>
      query.where(isApprovalInReach(reach, personId ?? "")).where(isForSecondPerson(personId ?? "", at)),
    )
    .where(isUntold("waiting", sql`approval.payer_uid`, sql`approval.id`, reader))
    .orderBy("approval.requested_at")
    .limit(atOnce)
    .execute();
}

/** Whether there is no notice of this kind about this subject yet: to this reader, or to anybody. */
const isUntold = (kind: string, payer: ReturnType<typeof sql>, subject: ReturnType<typeof sql>, reader?: string) =>
  sql<boolean>`not exists (select 1 from notice where notice.payer_uid = ${payer} and notice.kind = ${kind}
    and notice.subject = ${subject} ${reader === undefined ? sql`` : sql`and notice.reader = ${reader}`})`;

/** Requests that were decided or became void since a moment, of which nobody was told. */
export const untoldDecisions = (db: Queryable, payer: Uid, since: Instant) =>
  db
    .selectFrom("approval")
    .select(["id", "kind", "status", "void_reason", "requested_by", "decided_at"])
    .select((e) => {
      const relations = e
        .selectFrom("approval_relation")
        .whereRef("approval_relation.approval_id", "=", "approval.id")
        .select(e.fn.countAll<string | number>().as("count"));
      return [
        relations.as("relations"),
        relations.where("approval_relation.decision", "in", ["rejected", "void"]).as("left_out"),
      ];
    })
    .where("payer_uid", "=", payer)
    .where("status", "in", ["approved", "rejected", "void"])
    .where("decided_at", ">", since)
    .where(isUntold("decided", sql`approval.payer_uid`, sql`approval.id`))
    .limit(atOnce)
    .execute();

const isFailure = (e: ExpressionBuilder<Schema, "change">) =>
  e.or([
    sql<boolean>`change.outcome in ('refused', 'no_effect', 'not_confirmed', 'declined_by_member')`,
    e.and([e("change.outcome", "=", "not_sent"), sql<boolean>`change.reason in ${failedReasons}`]),
  ]);

/**
 * Change sets in which something has failed since a moment and since they were told of last, once nothing of them is
 * under way: how many of how many changes stand so now, and when the newest of them failed. The second half of a change with
 * an end is told of as a late end.
 */
export async function untoldFailures(db: Queryable, payer: Uid, since: Instant) {
  const candidates = await db
    // By themselves first, so that their index is used; then a row for each set, however many of its changes have failed.
    .with(
      (cte) => cte("failure").materialized(),
      (qc) =>
        qc
          .selectFrom("settlement")
          .select(["change_id", "at"])
          .where("at", ">", since)
          .where(sql<boolean>`outcome in ${failedOutcomes}`),
    )
    .with(
      (cte) => cte("failing").materialized(),
      (qc) =>
        qc
          .selectFrom("failure")
          .innerJoin("change", "change.id", "failure.change_id")
          .select((e) => ["change.change_set_id as id", e.fn.max("failure.at").as("at")])
          .where("change.payer_uid", "=", payer)
          .where(isFailure)
          .groupBy("change.change_set_id"),
    )
    .selectFrom("failing")
    .innerJoin("change_set", "change_set.id", "failing.id")
    .select(["failing.id", "failing.at", "change_set.person_id"])
    .where("change_set.status", "in", ["applying", "done"])
    .where("change_set.purpose", "!=", "reversal")
    .where(isUntold("failed", sql`change_set.payer_uid`, sql`failing.id || ':' || failing.at`))
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
  for (const { id, at, person_id } of candidates) {
    const { failed, changes } = await db
      .selectFrom("change")
      .select((e) => [
        e.fn.countAll<number>().as("changes"),
        e.fn.sum<number>(e.case().when(isFailure(e)).then(1).else(0).end()).as("failed"),
      ])
      .where("change_set_id", "=", id)
      .executeTakeFirstOrThrow();
    const counts = { failed: Number(failed), changes: Number(changes) };
    found.push({ changeSetId: id, at: at as Instant, personId: person_id, ...counts });
  }
  return found;
}

/** Creates, links, unlinks and answers that have failed since a moment, of which nobody was told. */
export const untoldFailedActs = (db: Queryable, payer: Uid, since: Instant) =>
  db
    .with(
      (cte) => cte("failure").materialized(),
      (qc) =>
        qc
          .selectFrom("account_settlement")
          .select((e) => ["account_operation_id as id", e.fn.max("at").as("at")])
          .where("at", ">", since)
          .where(sql<boolean>`outcome in ${failedOutcomes}`)
          .groupBy("account_operation_id"),
    )
    .selectFrom("failure")
    .innerJoin("account_operation as act", "act.id", "failure.id")
    .select(["act.id", "act.kind", "act.person_id", "act.outcome", "failure.at"])
    .where("act.payer_uid", "=", payer)
    .where(sql<boolean>`(act.outcome in ('refused', 'no_effect', 'not_confirmed', 'declined_by_member')
      or (act.outcome = 'not_sent' and act.not_sent_reason in ${failedReasons}))`)
    .where(isUntold("failed", sql`act.payer_uid`, sql`act.id || ':' || act.outcome`))
    .limit(atOnce)
    .execute();

/**
 * Change sets with ends that have not come for more than five minutes after their moment, or came to nothing, as Needs
 * attention has them; of which nobody was told, and that became late after a moment.
 */
export async function untoldLateEnds(db: Queryable, payer: Uid, { at, since }: { at: Instant; since: Instant }) {
  const rows = await missedReversals(db, { payer, scope: everyMember }, at)
    .innerJoin("change_set", "change_set.id", "reversal.change_set_id")
    .select((e) => [
      "reversal.change_set_id",
      "change_set.person_id",
      e.fn.countAll<number>().as("ends"),
      e.fn.min("reversal.due_at").as("due_at"),
    ])
    .where("reversal.due_at", ">", later(since, -lateAfterMs))
    .where(isUntold("late", sql`reversal.payer_uid`, sql`reversal.change_set_id`))
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

/** What changed outside of the desk within reach, after a moment and up to another; null: nothing. */
export async function driftBetween(db: Queryable, reach: Reach, since: Instant, until: Instant) {
  const row = await db
    .selectFrom("drift")
    .select((e) => [
      e.fn.countAll<number>().as("differences"),
      e.fn.count<number>("relation_id").distinct().as("relations"),
      e.fn.count<number>("late_effect_of").as("lateEffects"),
      e.fn.max("found_at").as("newest"),
    ])
    .where("payer_uid", "=", reach.payer)
    .where("found_at", ">", since)
    .where("found_at", "<=", until)
    .where(isIdInScope(reach, "drift.relation_id"))
    .executeTakeFirstOrThrow();
  return row.newest === null
    ? null
    : {
        differences: Number(row.differences),
        relations: Number(row.relations),
        lateEffects: Number(row.lateEffects),
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
