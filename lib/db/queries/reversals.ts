import type { Queryable, Tx } from "@/lib/db/database";
import { runForRows } from "@/lib/db/queries/many-rows";
import { isIdInScope, type Reach } from "@/lib/db/queries/scope";
import type { Schema } from "@/lib/db/schema";
import { type Instant, later, type Uid } from "@/lib/domain/ids";
import { lateAfterMs, type ReversalState, reversalStates } from "@/lib/domain/views/change-set";

export type ReversalRow = Schema["reversal"];

/** What came to nothing longer ago stands in its receipts only, in milliseconds. */
const missedForMs = 30 * 24 * 3_600_000;

/** Schedules the reverse of every change of a set that an operation carries. Gives how many there are. */
export async function scheduleReversals(tx: Tx, changeSetId: string, until: Instant): Promise<number> {
  const changes = await tx
    .selectFrom("change")
    .select(["id", "payer_uid", "relation_id", "code", "direction"])
    .where("change_set_id", "=", changeSetId)
    .where("operation_id", "is not", null)
    .execute();
  const rows = changes.map((change) => ({
    change_id: change.id,
    change_set_id: changeSetId,
    payer_uid: change.payer_uid,
    relation_id: change.relation_id,
    code: change.code,
    direction: change.direction === "add" ? "remove" : "add",
    due_at: until,
    look_at: until,
    state: "scheduled",
    decided_at: null,
    reversal_set_id: null,
  }));
  await runForRows(tx, "schedule reversals", rows, (some) => tx.insertInto("reversal").values(some));
  return rows.length;
}

/** An end whose moment has come, with how its change ended. */
export interface DueReversal extends ReversalRow {
  readonly outcome: string | null;
  readonly applied_at: string | null;
  readonly person_id: string;
  readonly reason: string;
  readonly approval_id: string | null;
  readonly correlation_id: string | null;
}

/** Ends of an account whose moment has come, those of one set together, the longest due first. */
export async function dueReversals(
  db: Queryable,
  payer: Uid,
  at: Instant,
  most: number,
): Promise<readonly DueReversal[]> {
  return db
    .selectFrom("reversal")
    .innerJoin("change", "change.id", "reversal.change_id")
    .innerJoin("change_set", "change_set.id", "reversal.change_set_id")
    .selectAll("reversal")
    .select([
      "change.outcome",
      "change_set.applied_at",
      "change_set.person_id",
      "change_set.reason",
      "change_set.approval_id",
      "change_set.correlation_id",
    ])
    .where("reversal.payer_uid", "=", payer)
    .where("reversal.state", "=", "scheduled")
    .where("reversal.look_at", "<=", at)
    .orderBy("reversal.look_at")
    .orderBy("reversal.change_set_id")
    .orderBy("reversal.relation_id")
    .limit(most)
    .execute();
}

/**
 * How later changes of the same code on the same relation ended; null: one that is not over, because it has not ended or its
 * own end is to come. One whose own end has come again left everything as it was, and counts as none.
 */
export async function laterOutcomes(db: Queryable, row: DueReversal): Promise<readonly (string | null)[]> {
  const rows = await db
    .selectFrom("change")
    .innerJoin("change_set", "change_set.id", "change.change_set_id")
    .leftJoin("reversal as own", "own.change_id", "change.id")
    .select(["change.outcome", "own.state as own_end"])
    .where("change_set.purpose", "!=", "reversal")
    .where((e) => e.or([e("own.state", "is", null), e("own.state", "!=", "started")]))
    .where("change.payer_uid", "=", row.payer_uid)
    .where("change.relation_id", "=", row.relation_id)
    .where("change.code", "=", row.code)
    .where("change.change_set_id", "!=", row.change_set_id)
    .where("change_set.status", "in", ["applying", "done"])
    .where("change_set.applied_at", ">=", row.applied_at ?? "")
    .where("change.operation_id", "is not", null)
    .execute();
  return rows.map(({ outcome, own_end }) => (own_end === "scheduled" && outcome === "verified" ? null : outcome));
}

/** Looks at an end that has to wait again later. */
export const lookLater = (tx: Tx, changeId: string, at: Instant) =>
  tx.updateTable("reversal").set({ look_at: at }).where("change_id", "=", changeId).execute();

/** Ends that were asked for and ended without a request, but by a person's Stop: five hundred at most. */
export async function unsentReversals(db: Queryable, payer: Uid): Promise<readonly string[]> {
  const unsent = await db
    .selectFrom("reversal")
    .innerJoin("change as reverse", (join) =>
      join
        .onRef("reverse.change_set_id", "=", "reversal.reversal_set_id")
        .onRef("reverse.relation_id", "=", "reversal.relation_id")
        .onRef("reverse.code", "=", "reversal.code"),
    )
    .select("reversal.change_id")
    .where("reversal.payer_uid", "=", payer)
    .where("reversal.state", "=", "started")
    .where("reverse.outcome", "=", "not_sent")
    .where("reverse.reason", "!=", "cancelled")
    .limit(500)
    .execute();
  return unsent.map(({ change_id }) => change_id);
}

/** Has ends asked for again from a moment on. */
export const reschedule = (tx: Tx, changeIds: readonly string[], at: Instant) =>
  tx
    .updateTable("reversal")
    .set({ state: "scheduled", look_at: at })
    .where("change_id", "in", [...changeIds])
    .where("state", "=", "started")
    .execute();

/** Decides what becomes of an end. */
export const decideReversal = (
  tx: Tx,
  changeId: string,
  state: Exclude<ReversalState, "scheduled">,
  at: Instant,
  reversalSetId: string | null = null,
) =>
  tx
    .updateTable("reversal")
    .set({ state, decided_at: at, reversal_set_id: reversalSetId })
    .where("change_id", "=", changeId)
    .where("state", "=", "scheduled")
    .execute();

/** How many ends of a set within reach stand where. */
export async function reversalCounts(
  db: Queryable,
  reach: Reach,
  changeSetId: string,
): Promise<Readonly<Partial<Record<ReversalState, number>>>> {
  const rows = await db
    .selectFrom("reversal")
    .select((e) => ["state", e.fn.countAll<number>().as("count")])
    .where("change_set_id", "=", changeSetId)
    .where(isIdInScope(reach, "reversal.relation_id"))
    .groupBy("state")
    .execute();
  const counts: Partial<Record<ReversalState, number>> = {};
  for (const state of reversalStates) {
    const found = rows.find((row) => row.state === state);
    if (found) counts[state] = Number(found.count);
  }
  return counts;
}

/** Which set a reversal ends, and when its moment was; undefined: it is none. */
export const reversedBy = (db: Queryable, reach: Reach, reversalSetId: string) =>
  db
    .selectFrom("reversal")
    .select(["change_set_id", "due_at", "decided_at"])
    .where("reversal_set_id", "=", reversalSetId)
    .where(isIdInScope(reach, "reversal.relation_id"))
    .executeTakeFirst();

/** Ends of an account that have not come for more than five minutes after their moment, or came to nothing. */
export const missedReversals = (db: Queryable, reach: Reach, at: Instant) =>
  db
    .selectFrom("reversal")
    .leftJoin("change as reverse", (join) =>
      join
        .onRef("reverse.change_set_id", "=", "reversal.reversal_set_id")
        .onRef("reverse.relation_id", "=", "reversal.relation_id")
        .onRef("reverse.code", "=", "reversal.code"),
    )
    .where("reversal.payer_uid", "=", reach.payer)
    .where(isIdInScope(reach, "reversal.relation_id"))
    .where((e) =>
      e.or([
        e.and([e("reversal.state", "=", "scheduled"), e("reversal.due_at", "<", later(at, -lateAfterMs))]),
        e.and([
          e("reversal.state", "=", "started"),
          e("reversal.decided_at", ">", later(at, -missedForMs)),
          e("reverse.outcome", "in", ["refused", "no_effect", "not_sent", "declined_by_member"]),
        ]),
      ]),
    );
