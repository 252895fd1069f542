import { appendAudit } from "@/lib/db/queries/audit";
import { draftOf } from "@/lib/db/queries/drafts";
import { AppError } from "@/lib/domain/errors";
import { instant } from "@/lib/domain/ids";
import { planHash } from "@/lib/domain/plan-hash";
import { planDraft } from "@/lib/services/changes/draft-view";
import { queueOperations } from "@/lib/services/changes/queue-operations";
import { recordOutcome } from "@/lib/services/changes/record-outcome";
import { authorise, authorOf, type Context } from "@/lib/services/context";

/** Relations that one row of the log names. */
const relationsPerRow = 100;

export interface ApplyInput {
  readonly changeSetId: string;
  /** The hash of the plan that the person has seen. */
  readonly planHash: string;
  readonly reason: string;
}

/**
 * Puts the person's draft on the executor's list (upstream: ModifyAccountRelation, one request per operation, sent by
 * the executor, never here). Relations that dropped out of the plan end `not_sent: stale`; the dialog said so before. The
 * blocked ones too: a box that is blocked takes no tick, so what stands in the way came after it.
 * Throws `not_found`, `bad_input` without a reason, `stale_plan` when the plan is not the one seen, `writes_off`,
 * `draft_empty` when nothing can be sent.
 */
export async function applyChangeSet(context: Context, input: ApplyInput): Promise<{ changeSetId: string }> {
  const applied = await context.database.transaction(async (tx) => {
    authorise(context, "change.request");
    const draft = await draftOf(tx, context.payer, context.actor.id);
    if (!draft || draft.row.id !== input.changeSetId) throw new AppError("not_found");
    const reason = input.reason.trim();
    if (reason === "") throw new AppError("bad_input", ["reason"]);
    const account = await tx
      .selectFrom("account")
      .select("writes_on")
      .where("uid", "=", context.payer)
      .executeTakeFirstOrThrow();
    if (account.writes_on !== 1) throw new AppError("writes_off");
    const terms = { now: context.now(), freshForMs: context.freshForMs };
    const plans = await planDraft(tx, context.payer, draft, terms);
    const hash = planHash(plans.map(({ view }) => view));
    if (hash !== input.planHash) throw new AppError("stale_plan");
    const sendable = plans.filter((plan) => plan.operations.length > 0);
    if (sendable.length === 0) throw new AppError("draft_empty");

    const at = instant(context.now());
    const changeSetId = draft.row.id;
    const operations = await queueOperations(tx, { payer: context.payer, changeSetId, at }, sendable);
    const left = await tx
      .selectFrom("change")
      .select("id")
      .where("change_set_id", "=", draft.row.id)
      .where("operation_id", "is", null)
      .execute();
    for (const { id } of left)
      await recordOutcome(tx, authorOf(context), {
        changeId: id,
        changeSetId: draft.row.id,
        operationId: null,
        outcome: "not_sent",
        reason: "stale",
        readAt: null,
        causeProven: false,
        after: null,
        at,
      });
    await tx
      .updateTable("change_set")
      .set((e) => ({
        status: "applying",
        reason,
        plan_hash: hash,
        applied_at: at,
        correlation_id: context.correlationId,
        version: e("version", "+", 1),
      }))
      .where("id", "=", draft.row.id)
      .execute();
    const entity = `change_set:${changeSetId}`;
    await appendAudit(tx, authorOf(context), {
      action: "change_set.applied",
      entity,
      detail: {
        reason,
        planHash: hash,
        operations,
        members: sendable.length,
        dropped: left.length,
        secondPerson: "off",
      },
    });
    // What was asked for is in the log by itself, in rows that a page can show.
    for (let from = 0; from < sendable.length; from += relationsPerRow)
      await appendAudit(tx, authorOf(context), {
        action: "change_set.planned",
        entity,
        detail: {
          relations: sendable.slice(from, from + relationsPerRow).map(({ view }) => ({
            relationId: view.relationId,
            changes: view.changes.map(({ code, direction }) => `${direction} ${code}`),
          })),
        },
      });
    return { changeSetId };
  });
  context.wake();
  return applied;
}
