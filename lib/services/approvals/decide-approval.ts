import { z } from "zod";
import type { Tx } from "@/lib/db/database";
import {
  type ApprovalRow,
  approvalRow,
  approvedHashes,
  decideRelations,
  endApproval,
  hasGrantedLately,
} from "@/lib/db/queries/approvals";
import { appendAudit } from "@/lib/db/queries/audit";
import { storedPlan } from "@/lib/db/queries/drafts";
import { payersOf, personById, rightsOf } from "@/lib/db/queries/people";
import { raise } from "@/lib/db/signal";
import { accountOperationKinds } from "@/lib/domain/account-operation";
import { AppError, type ErrorCode } from "@/lib/domain/errors";
import { isFresh } from "@/lib/domain/fresh-confirmation";
import { type Instant, instant, type RelationId, type Uid } from "@/lib/domain/ids";
import { planHash } from "@/lib/domain/plan-hash";
import { type Ability, abilityForKind, may } from "@/lib/domain/policy";
import { type ApprovalKind, approvalKinds, type VoidReason } from "@/lib/domain/views/approval";
import { reasonOf, requireWrites } from "@/lib/services/account-operations/request-operation";
import { deferredActs } from "@/lib/services/approvals/deferred-acts";
import { endSubject } from "@/lib/services/approvals/end-subject";
import { voidApproval } from "@/lib/services/approvals/void-approvals";
import { planDraft } from "@/lib/services/changes/draft-view";
import { queuePlans } from "@/lib/services/changes/queue-plans";
import { authorise, authorOf, type Context, reachOf } from "@/lib/services/context";

export const kindOf = ({ kind }: Pick<ApprovalRow, "kind">): ApprovalKind => z.enum(approvalKinds).parse(kind);

export interface DecideInput {
  readonly approvalId: string;
  /** Of what the second person has seen: `ApprovalView.hash`. */
  readonly hash: string;
  readonly decision: "approve" | "reject";
  /** Of a change set that is approved: relations that are not. */
  readonly except: readonly RelationId[];
  readonly reason: string;
}

const abilityFor: Readonly<Record<Exclude<ApprovalKind, "account_operation">, Ability>> = {
  change_set: "change.request",
  calibration: "calibration.run",
  rule: "settings.write",
  trusteeship: "settings.write",
  policy: "settings.write",
  rights: "person.manage",
  writes_on: "writes.switch",
};

/** What whoever asked must still be allowed for the request to stand. */
async function abilityOf(tx: Tx, row: ApprovalRow, kind: ApprovalKind): Promise<Ability> {
  if (kind !== "account_operation") return abilityFor[kind];
  const operation = await tx
    .selectFrom("account_operation")
    .select("kind")
    .where("id", "=", row.subject_id)
    .executeTakeFirstOrThrow();
  return abilityForKind[z.enum(accountOperationKinds).parse(operation.kind)];
}

/** The context of whoever asked, with the rights that they have now; null when they are shut out. */
async function contextOfRequester(tx: Tx, context: Context, personId: string): Promise<Context | null> {
  const person = await personById(tx, personId);
  if (!person || person.disabledAt !== null) return null;
  const { roles, scope } = await rightsOf(tx, personId);
  const { id, name, email } = person;
  const payers = await payersOf(tx, personId);
  return { ...context, actor: { id, name, email, roles: new Set(roles), payers, scope, sessionId: "" } };
}

/**
 * A second person's decision on what they have seen. An approved change set is planned anew: of each relation whose plan
 * is not the one that was sent for approval, nothing is sent (`approval_void`), and the others go on. Everything else is
 * done as whoever asked, in the same transaction. Throws `not_found`, `forbidden`, `not_second_person` for one's own request,
 * one about one's own rights, or one of a person whom one has let in or given a role within 30 days, `confirm_needed` unless
 * they have just shown that it is them, `conflict` when it is decided already, `bad_input` without a reason, `stale_plan`
 * when it is not what was seen any more. A request whose author has no right to it any more is made void, which the answer
 * says; so is one that cannot be done any more, since what it is about has changed.
 */
export async function decideApproval(
  context: Context,
  input: DecideInput,
): Promise<{ readonly status: "approved" | "rejected" | "void"; readonly subjectId: string | null }> {
  const decided = context.database.transaction(async (tx) => {
    const row = await approvalRow(tx, reachOf(context), context.actor.id, input.approvalId);
    if (!row) throw new AppError("not_found");
    authoriseDecision(context, row);
    // What is written down stands with the account that it was asked on: that of a request about rights may be another one.
    const there = { ...context, payer: row.payer_uid as Uid };
    const at = instant(context.now());
    const pair = { grantor: context.actor.id, person: row.requested_by, at };
    const isAboutThem = row.kind === "rights" && row.subject_id === context.actor.id;
    if (row.requested_by === context.actor.id || isAboutThem || (await hasGrantedLately(tx, pair)))
      throw new AppError("not_second_person");
    // Whoever finds an open browser must not be able to agree.
    if (!isFresh(context.actor.confirmedAt, context.now())) throw new AppError("confirm_needed");
    if (row.status !== "waiting") throw new AppError("conflict");
    const reason = reasonOf(input.reason);
    const requester = await contextOfRequester(tx, there, row.requested_by);
    const kind = kindOf(row);
    const stands =
      requester !== null && row.expires_at > at && may(requester.actor, await abilityOf(tx, row, kind), there.payer);
    if (!stands) {
      const why = row.expires_at <= at ? "expired" : requester === null ? "person_disabled" : "rights_changed";
      await voidApproval(tx, authorOf(there), row, why, at);
      return { status: "void", subjectId: row.subject_id } as const;
    }
    const decided = { row, at, reason };
    if (input.decision === "reject") return reject(tx, there, decided);
    return kind === "change_set"
      ? approvePlan(tx, there, requester, decided, input)
      : approveAct(tx, there, requester, decided, { kind, hash: input.hash });
  });
  const result = await decided.catch((error: unknown) => {
    if (error instanceof Overtaken) return endOvertaken(context, error);
    throw error;
  });
  context.wake();
  raise("changed");
  return result;
}

/** Rights are no one account's: that one of theirs is not configured any more stands in nobody's way. */
function authoriseDecision(context: Context, { kind }: ApprovalRow): void {
  const retired = context.account.retired && kind !== "rights";
  authorise({ ...context, account: { ...context.account, retired } }, "approval.decide");
}

/** What an act throws when it cannot be done any more, however often it is tried; anything else is of the moment. */
const overtakenBy: Readonly<Partial<Record<ErrorCode, VoidReason>>> = {
  conflict: "subject_changed",
  not_found: "subject_changed",
  change_blocked: "subject_changed",
  forbidden: "rights_changed",
  segregation: "rules_forbid",
  last_administrator: "rules_forbid",
  no_approver: "rules_forbid",
};

/** Rolls the decision back: the request is void instead. */
class Overtaken extends Error {
  constructor(
    readonly row: ApprovalRow,
    readonly reason: VoidReason,
    cause: unknown,
  ) {
    super("overtaken", { cause });
  }
}

async function endOvertaken(context: Context, { row, reason }: Overtaken) {
  const author = { ...authorOf(context), payerUid: row.payer_uid as Uid };
  await context.database.transaction((tx) => voidApproval(tx, author, row, reason, instant(context.now())));
  return { status: "void", subjectId: row.subject_id } as const;
}

interface Decided {
  readonly row: ApprovalRow;
  readonly at: Instant;
  readonly reason: string;
}

const endings = { approved: { action: "approval.approved" }, rejected: { action: "approval.rejected" } } as const;

async function end(tx: Tx, context: Context, { row, at, reason }: Decided, status: "approved" | "rejected") {
  const decision = { status, by: context.actor.id, at, reason, voidReason: null };
  if (!(await endApproval(tx, row.id, decision))) throw new AppError("conflict");
  await appendAudit(tx, authorOf(context), {
    ...endings[status],
    entity: `approval:${row.id}`,
    detail: { kind: row.kind, subjectId: row.subject_id, requestedBy: row.requested_by, reason },
  });
}

async function reject(tx: Tx, context: Context, decided: Decided) {
  await end(tx, context, decided, "rejected");
  await endSubject(tx, authorOf(context), decided.row, "rejected", decided.at);
  return { status: "rejected", subjectId: decided.row.subject_id } as const;
}

async function approveAct(
  tx: Tx,
  context: Context,
  requester: Context,
  decided: Decided,
  { kind, hash }: { readonly kind: Exclude<ApprovalKind, "change_set">; readonly hash: string },
) {
  if (hash !== decided.row.hash) throw new AppError("stale_plan");
  await end(tx, context, decided, "approved");
  await deferredActs[kind](tx, requester, decided.row, decided.at).catch((error: unknown) => {
    const reason = error instanceof AppError ? overtakenBy[error.code] : undefined;
    throw reason === undefined ? error : new Overtaken(decided.row, reason, error);
  });
  return { status: "approved", subjectId: decided.row.subject_id } as const;
}

async function approvePlan(tx: Tx, context: Context, requester: Context, decided: Decided, input: DecideInput) {
  const { row, at } = decided;
  const set = await tx
    .selectFrom("change_set")
    .selectAll()
    .where("id", "=", row.subject_id)
    .where("status", "=", "awaiting")
    .executeTakeFirst();
  if (!set) throw new AppError("conflict");
  if (set.until !== null && set.until <= at) {
    await voidApproval(tx, authorOf(context), row, "end_passed", at);
    return { status: "void", subjectId: set.id } as const;
  }
  await requireWrites(tx, context.payer);
  const draft = await storedPlan(tx, set);
  const plans = await planDraft(tx, reachOf(requester), draft, { now: context.now(), freshForMs: context.freshForMs });
  const hash = planHash(plans.map(({ view }) => view));
  if (hash !== input.hash) throw new AppError("stale_plan");
  const sent = await approvedHashes(tx, row.id);
  const except = new Set(input.except);
  if ([...except].some((relationId) => !sent.has(relationId))) throw new AppError("bad_input", ["except"]);
  const isVoid = ({ view }: (typeof plans)[number]) => sent.get(view.relationId) !== view.hash;
  const ids = (some: typeof plans) => some.map(({ view }) => view.relationId);
  const voided = new Set<string>(ids(plans.filter(isVoid)));
  const planned = new Set<string>(ids(plans));
  // What is out of the requester's reach by now has no plan any more.
  const gone = [...sent.keys()].filter((relationId) => !planned.has(relationId));
  const kept = plans.filter((plan) => !isVoid(plan) && !except.has(plan.view.relationId));
  const sendable = kept.filter(({ operations }) => operations.length > 0);
  await decideRelations(tx, row.id, "void", [...voided, ...gone]);
  await decideRelations(tx, row.id, "rejected", [...except]);
  if (sendable.length === 0) return endPlan(tx, context, decided, { voided, except });
  await end(tx, context, decided, "approved");
  await decideRelations(tx, row.id, "approved", ids(kept));
  await queuePlans(
    tx,
    { ...requester, correlationId: row.correlation_id },
    {
      changeSetId: set.id,
      reason: set.reason,
      planHash: hash,
      at,
      approvalId: row.id,
      until: set.until as Instant | null,
    },
    sendable,
    (relationId) => (except.has(relationId) ? "rejected" : voided.has(relationId) ? "approval_void" : "stale"),
  );
  return { status: "approved", subjectId: set.id } as const;
}

/** Ends a change set of which nothing is left to agree to: rejected where a person has left out what was, else void. */
async function endPlan(
  tx: Tx,
  context: Context,
  decided: Decided,
  { voided, except }: { readonly voided: ReadonlySet<string>; readonly except: ReadonlySet<string> },
) {
  const { row, at } = decided;
  if (except.size === 0) {
    await voidApproval(tx, authorOf(context), row, "subject_changed", at);
    return { status: "void", subjectId: row.subject_id } as const;
  }
  await end(tx, context, decided, "rejected");
  await endSubject(tx, authorOf(context), row, "rejected", at, (id) => (voided.has(id) ? "approval_void" : "rejected"));
  return { status: "rejected", subjectId: row.subject_id } as const;
}
