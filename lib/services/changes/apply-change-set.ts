import type { Tx } from "@/lib/db/database";
import { secondPersonPolicy } from "@/lib/db/queries/approvals";
import { type Draft, draftOf } from "@/lib/db/queries/drafts";
import { AppError } from "@/lib/domain/errors";
import { type Instant, instant, millis } from "@/lib/domain/ids";
import { planHash } from "@/lib/domain/plan-hash";
import { changeWantsSecond } from "@/lib/domain/second-person";
import { reasonOf, requireWrites } from "@/lib/services/account-operations/request-operation";
import { planDraft } from "@/lib/services/changes/draft-view";
import { queuePlans } from "@/lib/services/changes/queue-plans";
import type { RelationPlan } from "@/lib/services/changes/relation-plan";
import { authorise, type Context, reachOf } from "@/lib/services/context";

export interface ApplyInput {
  readonly changeSetId: string;
  /** The hash of the plan that the person has seen. */
  readonly planHash: string;
  readonly reason: string;
  /** When everything in it is to be reversed, UTC; null or absent: it has no end. */
  readonly until?: Instant | null | undefined;
}

/** An end is at most so far ahead, in milliseconds. */
const longestMs = 366 * 24 * 3_600_000;

const isPossibleEnd = (until: Instant, now: number): boolean => millis(until) > now && millis(until) <= now + longestMs;

/** The person's own draft as they have reviewed it. */
export interface ReviewedDraft {
  readonly draft: Draft;
  readonly reason: string;
  readonly hash: string;
  /** Every relation of it, with those that drop out. */
  readonly plans: readonly RelationPlan[];
  readonly sendable: readonly RelationPlan[];
  /** Whether one of the changes wants a second person on this account. */
  readonly wantsSecond: boolean;
}

/**
 * The person's draft when it is still planned as they saw it. Throws `not_found`, `bad_input` without a reason or with an end that is past or more than a year ahead,
 * `stale_plan` when the plan is not the one seen, `writes_off`, `draft_empty` when nothing can be sent.
 */
export async function reviewedDraft(tx: Tx, context: Context, input: ApplyInput): Promise<ReviewedDraft> {
  authorise(context, "change.request");
  const draft = await draftOf(tx, context.payer, context.actor.id);
  if (!draft || draft.row.id !== input.changeSetId) throw new AppError("not_found");
  const reason = reasonOf(input.reason);
  if (input.until && !isPossibleEnd(input.until, context.now())) throw new AppError("bad_input", ["until"]);
  await requireWrites(tx, context.payer);
  const plans = await planDraft(tx, reachOf(context), draft, { now: context.now(), freshForMs: context.freshForMs });
  const hash = planHash(plans.map(({ view }) => view));
  if (hash !== input.planHash) throw new AppError("stale_plan");
  const sendable = plans.filter((plan) => plan.operations.length > 0);
  if (sendable.length === 0) throw new AppError("draft_empty");
  const policy = await secondPersonPolicy(tx, context.payer);
  const wantsSecond = sendable.some(({ view }) =>
    view.changes.some((change) => changeWantsSecond(policy, change, Boolean(input.until))),
  );
  return { draft, reason, hash, plans, sendable, wantsSecond };
}

/**
 * Puts the person's draft on the executor's list (upstream: ModifyAccountRelation, one request per operation, sent by
 * the executor, never here). Relations that dropped out of the plan end `not_sent: stale`; the dialog said so before. The
 * blocked ones too: a box that is blocked takes no tick, so what stands in the way came after it.
 * Throws what `reviewedDraft` throws, and `approval_needed` when a change wants a second person.
 */
export async function applyChangeSet(context: Context, input: ApplyInput): Promise<{ changeSetId: string }> {
  const applied = await context.database.transaction(async (tx) => {
    const { draft, reason, hash, sendable, wantsSecond } = await reviewedDraft(tx, context, input);
    if (wantsSecond) throw new AppError("approval_needed");
    const changeSetId = draft.row.id;
    const at = instant(context.now());
    await queuePlans(
      tx,
      context,
      { changeSetId, reason, planHash: hash, at, approvalId: null, until: input.until ?? null },
      sendable,
      () => "stale",
    );
    return { changeSetId };
  });
  context.wake();
  return applied;
}
