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
import { AppError } from "@/lib/domain/errors";
import { isFresh } from "@/lib/domain/fresh-confirmation";
import { type Instant, instant, type RelationId } from "@/lib/domain/ids";
import { planHash } from "@/lib/domain/plan-hash";
import { type Ability, abilityForKind, may } from "@/lib/domain/policy";
import { type ApprovalKind, approvalKinds } from "@/lib/domain/views/approval";
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
 * they have just shown that it is them, `conflict` when it is decided already, `bad_input` without a reason, `stale_plan` when it is not what was seen any more. A request whose author has no right to
 * it any more is made void, which the answer says.
 */
export async function decideApproval(
  context: Context,
  input: DecideInput,
): Promise<{ readonly status: "approved" | "rejected" | "void"; readonly subjectId: string | null }> {
  const result = await context.database.transaction(async (tx) => {
    const row = await approvalRow(tx, reachOf(context), context.actor.id, input.approvalId);
    if (!row) throw new AppError("not_found");
    authorise(context, "approval.decide");
    const at = instant(context.now());
    const pair = { grantor: context.actor.id, person: row.requested_by, at };
    const isAboutThem = row.kind === "rights" && row.subject_id === context.actor.id;
    if (row.requested_by === context.actor.id || isAboutThem || (await hasGrantedLately(tx, pair)))
      throw new AppError("not_second_person");
    // Whoever finds an open browser must not be able to agree.
    if (!isFresh(context.actor.confirmedAt, context.now())) throw new AppError("confirm_needed");
    if (row.status !== "waiting") throw new AppError("conflict");
    const reason = reasonOf(input.reason);
    const requester = await contextOfRequester(tx, context, row.requested_by);
    const kind = kindOf(row);
    const stands =
      requester !== null && row.expires_at > at && may(requester.actor, await abilityOf(tx, row, kind), context.payer);
    if (!stands) {
      const why = row.expires_at <= at ? "expired" : requester === null ? "person_disabled" : "rights_changed";
      await voidApproval(tx, authorOf(context), row, why, at);
      return { status: "void", subjectId: row.subject_id } as const;
    }
    const decided = { row, at, reason };
    if (input.decision === "reject") return reject(tx, context, decided);
    return kind === "change_set"
      ? approvePlan(tx, context, requester, decided, input)
      : approveAct(tx, context, requester, decided, { kind, hash: input.hash });
  });
  context.wake();
  raise("changed");
  return result;
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
  await deferredActs[kind](tx, requester, decided.row, decided.at);
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
  const kept = plans.filter((plan) => !isVoid(plan) && !except.has(plan.view.relationId));
  const sendable = kept.filter(({ operations }) => operations.length > 0);
  await end(tx, context, decided, "approved");
  await decideRelations(tx, row.id, "void", [...voided]);
  await decideRelations(tx, row.id, "rejected", [...except]);
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
