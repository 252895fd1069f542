import { appendAudit } from "@/lib/db/queries/audit";
import { draftOf } from "@/lib/db/queries/drafts";
import { AppError } from "@/lib/domain/errors";
import { instant } from "@/lib/domain/ids";
import { planDraft } from "@/lib/services/changes/draft-view";
import { queueOperations } from "@/lib/services/changes/queue-operations";
import { recordOutcome } from "@/lib/services/changes/record-outcome";
import { authorise, authorOf, type Context } from "@/lib/services/context";

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
    const { view, plans } = await planDraft(tx, context.payer, draft, terms);
    if (view.hash !== input.planHash) throw new AppError("stale_plan");
    const sendable = plans.filter((plan) => plan.operations.length > 0);
    if (sendable.length === 0) throw new AppError("draft_empty");

    const at = instant(context.now());
    const operationIds: string[] = [];
    for (const plan of sendable)
      operationIds.push(
        ...(await queueOperations(
          tx,
          { payer: context.payer, changeSetId: draft.row.id, at },
          plan.expects,
          plan.operations,
        )),
      );
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
        plan_hash: view.hash,
        applied_at: at,
        correlation_id: context.correlationId,
        version: e("version", "+", 1),
      }))
      .where("id", "=", draft.row.id)
      .execute();
    await appendAudit(tx, authorOf(context), {
      action: "change_set.applied",
      entity: `change_set:${draft.row.id}`,
      detail: {
        reason,
        planHash: view.hash,
        operations: operationIds,
        relations: sendable.map(({ view: relation }) => ({
          relationId: relation.relationId,
          changes: relation.changes.map(({ code, direction }) => `${direction} ${code}`),
        })),
        dropped: left.length,
        secondPerson: "off",
      },
    });
    return { changeSetId: draft.row.id };
  });
  context.wake();
  return applied;
}
