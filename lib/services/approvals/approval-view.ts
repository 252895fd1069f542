import { z } from "zod";
import type { Queryable } from "@/lib/db/database";
import {
  type ApprovalRow,
  approvedHashes,
  hasGrantedLately,
  isApprovalInReach,
  isForSecondPerson,
  secondPersonPolicy,
} from "@/lib/db/queries/approvals";
import { storedPlan } from "@/lib/db/queries/drafts";
import { personName } from "@/lib/db/queries/people";
import { scopeOf } from "@/lib/db/queries/scope";
import { accountOperationKinds } from "@/lib/domain/account-operation";
import { AppError } from "@/lib/domain/errors";
import { type Instant, instant, type Uid } from "@/lib/domain/ids";
import { may } from "@/lib/domain/policy";
import {
  type ApprovalStatus,
  type ApprovalSubject,
  type ApprovalSummary,
  type ApprovalView,
  approvalStatuses,
  type DecideBlock,
  type VoidReason,
  voidReasons,
} from "@/lib/domain/views/approval";
import type { Pile } from "@/lib/domain/views/attention";
import type { PlannedRelation } from "@/lib/domain/views/change-set";
import { kindOf } from "@/lib/services/approvals/decide-approval";
import { payloads } from "@/lib/services/approvals/deferred-acts";
import { draftView, planDraft } from "@/lib/services/changes/draft-view";
import { authorise, type Context, reachOf } from "@/lib/services/context";

const pageSize = 50;

/** Who decides, and who reviews what was decided, sees every request within their scope; everybody else their own. */
const seesAll = ({ actor, payer }: Context): boolean =>
  may(actor, "approval.decide", payer) || may(actor, "audit.read", payer);

const rowsOf = (db: Queryable, context: Context) =>
  db
    .selectFrom("approval")
    .innerJoin("person as requester", "requester.id", "approval.requested_by")
    .leftJoin("person as decider", "decider.id", "approval.decided_by")
    .selectAll("approval")
    .select(["requester.name as requester_name", "decider.name as decider_name"])
    .where(isApprovalInReach(reachOf(context), context.actor.id))
    .$if(!seesAll(context), (query) => query.where("approval.requested_by", "=", context.actor.id));

type Row = ApprovalRow & { readonly requester_name: string; readonly decider_name: string | null };

async function summaryOf(db: Queryable, context: Context, row: Row): Promise<ApprovalSummary> {
  const at = instant(context.now());
  const status: ApprovalStatus = z.enum(approvalStatuses).parse(row.status);
  const voidReason: VoidReason | null = z.enum(voidReasons).nullable().parse(row.void_reason);
  return {
    id: row.id,
    kind: kindOf(row),
    status,
    voidReason,
    requestedBy: row.requester_name,
    own: row.requested_by === context.actor.id,
    reason: row.reason,
    requestedAt: row.requested_at as Instant,
    expiresAt: row.expires_at as Instant,
    decidedBy: row.decider_name,
    decidedAt: row.decided_at as Instant | null,
    decisionReason: row.decision_reason,
    subjectId: row.subject_id,
    block: await blockOf(db, context, row, at),
  };
}

async function blockOf(db: Queryable, context: Context, row: Row, at: Instant): Promise<DecideBlock> {
  if (row.requested_by === context.actor.id) return "own";
  if (row.kind === "rights" && row.subject_id === context.actor.id) return "own";
  if (!may(context.actor, "approval.decide", context.payer)) return "no_right";
  if (context.account.retired && row.kind !== "rights") return "retired";
  const pair = { grantor: context.actor.id, person: row.requested_by, at };
  return (await hasGrantedLately(db, pair)) ? "granted" : null;
}

/** Requests of an account, 50 at a time: those that wait, the longest first, or those that are decided, the newest first. */
export async function listApprovals(
  context: Context,
  input: { readonly waiting: boolean; readonly page: number },
): Promise<{ readonly rows: readonly ApprovalSummary[]; readonly more: boolean }> {
  authorise(context, "member.read");
  return context.database.snapshot(async (db) => {
    const rows = await rowsOf(db, context)
      .where("approval.status", input.waiting ? "=" : "!=", "waiting")
      .orderBy("approval.requested_at", input.waiting ? "asc" : "desc")
      .orderBy("approval.id")
      .limit(pageSize + 1)
      .offset((input.page - 1) * pageSize)
      .execute();
    const shown: ApprovalSummary[] = [];
    for (const row of rows.slice(0, pageSize)) shown.push(await summaryOf(db, context, row));
    return { rows: shown, more: rows.length > pageSize };
  });
}

/** One request with what it asks for, as it is to be decided on now: of a plan, a page of a hundred members. Throws `not_found`. */
export async function approvalView(
  context: Context,
  input: { readonly approvalId: string; readonly page?: number },
): Promise<ApprovalView> {
  authorise(context, "member.read");
  return context.database.snapshot(async (db) => {
    const row = await rowsOf(db, context).where("approval.id", "=", input.approvalId).executeTakeFirst();
    if (!row) throw new AppError("not_found");
    const subject = await subjectOf(db, context, row, input.page ?? 1);
    const hash = subject.kind === "change_set" ? subject.plan.hash : row.hash;
    return { ...(await summaryOf(db, context, row)), hash, subject };
  });
}

async function subjectOf(db: Queryable, context: Context, row: Row, page: number): Promise<ApprovalSubject> {
  const kind = kindOf(row);
  const given: unknown = JSON.parse(row.payload);
  switch (kind) {
    case "change_set":
      return planOf(db, context, row, page);
    case "account_operation": {
      const operation = await db
        .selectFrom("account_operation")
        .select(["kind", "member_uid", "masked_email"])
        .where("id", "=", row.subject_id)
        .where("payer_uid", "=", context.payer)
        .executeTakeFirstOrThrow();
      return {
        kind,
        act: z.enum(accountOperationKinds).parse(operation.kind),
        memberUid: operation.member_uid as Uid | null,
        label: operation.masked_email,
      };
    }
    case "calibration":
      return { kind, ...payloads.calibration.parse(given) };
    case "rule":
      return { kind, ...payloads.rule.parse(given) };
    case "policy":
      return { kind, ...payloads.policy.parse(given) };
    case "rights": {
      const { personId, before = null, roles, accounts, scope } = payloads.rights.parse(given);
      return { kind, person: (await personName(db, personId)) ?? "", before, after: { roles, accounts, scope } };
    }
    case "trusteeship":
    case "writes_on":
      return { kind };
  }
}

/** What a change set that waits would do now, and of which relations that is not what was asked for. */
async function planOf(db: Queryable, context: Context, row: Row, page: number): Promise<ApprovalSubject> {
  const set = await db
    .selectFrom("change_set")
    .selectAll()
    .where("id", "=", row.subject_id)
    .where("payer_uid", "=", context.payer)
    .executeTakeFirstOrThrow();
  const draft = await storedPlan(db, set);
  // Planned for whoever asked: what is not theirs any more drops out, and the decision is on the same plan.
  const reach = { payer: context.payer, scope: await scopeOf(db, row.requested_by) };
  const plans = await planDraft(db, reach, draft, { now: context.now(), freshForMs: context.freshForMs });
  const sent = await approvedHashes(db, row.id);
  const isVoid = ({ relationId, hash }: PlannedRelation) => sent.get(relationId) !== hash;
  return {
    kind: "change_set",
    until: set.until as Instant | null,
    plan: draftView(draft, plans, await secondPersonPolicy(db, context.payer), page, isVoid),
    voided: plans.filter(({ view }) => isVoid(view)).map(({ view }) => view.relationId),
  };
}

/** Requests that the person can decide now, those that wait longest first: at most so many, and how many there are. */
export async function approvalsForMe(context: Context, most: number): Promise<Pile<ApprovalSummary>> {
  if (!may(context.actor, "approval.decide", context.payer)) return { items: [], count: 0 };
  return context.database.snapshot(async (db) => {
    const mine = rowsOf(db, context)
      .where("approval.status", "=", "waiting")
      .where(isForSecondPerson(context.actor.id, instant(context.now())));
    const { count } = await mine
      .clearSelect()
      .select((e) => e.fn.countAll<number>().as("count"))
      .executeTakeFirstOrThrow();
    const rows = await mine.orderBy("approval.requested_at").orderBy("approval.id").limit(most).execute();
    const items: ApprovalSummary[] = [];
    for (const row of rows) items.push(await summaryOf(db, context, row));
    return { items, count: Number(count) };
  });
}
