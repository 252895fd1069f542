import { z } from "zod";
import type { Queryable } from "@/lib/db/database";
import { changeIds, isSetInReach, totalsOf } from "@/lib/db/queries/change-results";
import { reversalCounts, reversedBy } from "@/lib/db/queries/reversals";
import type { Reach } from "@/lib/db/queries/scope";
import { waitForSignal } from "@/lib/db/signal";
import { AppError } from "@/lib/domain/errors";
import { type Instant, millis } from "@/lib/domain/ids";
import { approvalStatuses } from "@/lib/domain/views/approval";
import { type ChangeSetView, type ReceiptQuery, receiptsAtOnce } from "@/lib/domain/views/change-set";
import { receiptsOf } from "@/lib/services/changes/receipts";
import { authorise, type Context, reachOf } from "@/lib/services/context";

/** Which change set, and which of its receipts; the first of all where nothing is said. */
interface Input {
  readonly changeSetId: string;
  readonly query?: ReceiptQuery;
}

const firstOfAll: ReceiptQuery = { result: null, page: 1 };

/** The applied change set that a person may see, with who asked for it and whether anything can be sent. */
export const appliedSet = (db: Queryable, reach: Reach, personId: string, changeSetId: string) =>
  db
    .selectFrom("change_set")
    .innerJoin("person", "person.id", "change_set.person_id")
    .innerJoin("account", "account.uid", "change_set.payer_uid")
    .leftJoin("approval", "approval.id", "change_set.approval_id")
    .leftJoin("person as decider", "decider.id", "approval.decided_by")
    .selectAll("change_set")
    .select([
      "person.name as person_name",
      "decider.name as decided_by",
      "approval.status as approval_status",
      "account.paused as account_paused",
      "account.writes_on as account_writes_on",
    ])
    .where("change_set.id", "=", changeSetId)
    .where("change_set.payer_uid", "=", reach.payer)
    .where(isSetInReach(reach, personId))
    .where("change_set.status", "in", ["applying", "done"])
    .executeTakeFirst();

/** The second person's part in a change set; null: one person alone decided it. */
export const approvalOf = (set: {
  readonly approval_id: string | null;
  readonly approval_status: string | null;
  readonly decided_by: string | null;
}): ChangeSetView["approval"] =>
  set.approval_id === null
    ? null
    : {
        id: set.approval_id,
        status: z.enum(approvalStatuses).parse(set.approval_status),
        decidedBy: set.decided_by,
      };

async function reversesOf(db: Queryable, reach: Reach, changeSetId: string): Promise<ChangeSetView["reverses"]> {
  const row = await reversedBy(db, reach, changeSetId);
  if (!row) return null;
  const lateMs = millis((row.decided_at ?? row.due_at) as Instant) - millis(row.due_at as Instant);
  return { changeSetId: row.change_set_id, lateMs };
}

/** What no second person agreed to has receipts and was not applied. */
export const wasApplied = (approvalStatus: string | null): boolean =>
  approvalStatus === null || approvalStatus === "approved";

async function load(
  db: Queryable,
  context: Context,
  { changeSetId, query = firstOfAll }: Input,
): Promise<ChangeSetView | null> {
  const reach = reachOf(context);
  const set = await appliedSet(db, reach, context.actor.id, changeSetId);
  if (!set) return null;
  const counted = (await totalsOf(db, reach, [set.id])).get(set.id);
  const { totals, changes, relations } = counted ?? { totals: {}, changes: 0, relations: 0 };
  const matching = query.result === null ? changes : (totals[query.result] ?? 0);
  const pages = Math.max(1, Math.ceil(matching / receiptsAtOnce));
  const page = Math.min(Math.max(1, query.page), pages);
  const ids = await changeIds(db, reach, set.id, {
    result: query.result,
    from: (page - 1) * receiptsAtOnce,
    most: receiptsAtOnce,
  });
  const paused = set.account_paused === 1 || set.account_writes_on !== 1;
  return {
    id: set.id,
    status: set.status === "done" ? "done" : "applying",
    purpose: set.purpose === "calibration" || set.purpose === "reversal" ? set.purpose : "change",
    end: set.until === null ? null : { at: set.until as Instant, counts: await reversalCounts(db, reach, set.id) },
    reverses: set.purpose === "reversal" ? await reversesOf(db, reach, set.id) : null,
    requestedBy: set.person_name,
    reason: set.reason,
    appliedAt: wasApplied(set.approval_status) ? (set.applied_at as Instant | null) : null,
    stoppedAt: set.stopped_at as Instant | null,
    approval: approvalOf(set),
    totals,
    changes,
    relations,
    query: { result: query.result, page },
    matching,
    pages,
    receipts: await receiptsOf(db, reach.payer, ids, paused),
    version: set.version,
  };
}

/**
 * One applied change set with a page of its receipts. `not_found` for another account's, or a draft. A person with a scope
 * has the sets that they asked for or that one of their members is in, and of each the receipts of their members alone.
 */
export async function changeSetView(context: Context, input: Input): Promise<ChangeSetView> {
  authorise(context, "member.read");
  const view = await context.database.snapshot((db) => load(db, context, input));
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
  input: Input & { readonly version: number; readonly abort: AbortSignal },
): Promise<ChangeSetView> {
  authorise(context, "member.read");
  for (const until = context.now() + waitMs; ; await waitForSignal("changed", lookEveryMs, input.abort)) {
    const now = await context.database.read
      .selectFrom("change_set")
      .select("version")
      .where("id", "=", input.changeSetId)
      .where("payer_uid", "=", context.payer)
      .where(isSetInReach(reachOf(context), context.actor.id))
      .executeTakeFirst();
    const isNews = !now || now.version !== input.version;
    if (isNews || context.now() >= until || input.abort.aborted) return changeSetView(context, input);
  }
}
