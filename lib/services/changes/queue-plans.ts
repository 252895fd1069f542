import type { Tx } from "@/lib/db/database";
import { type AuditAuthor, appendAudit } from "@/lib/db/queries/audit";
import { scheduleReversals } from "@/lib/db/queries/reversals";
import type { Instant, RelationId } from "@/lib/domain/ids";
import type { NotSentReason } from "@/lib/domain/views/change-set";
import { queueOperations } from "@/lib/services/changes/queue-operations";
import { recordOutcome } from "@/lib/services/changes/record-outcome";
import type { RelationPlan } from "@/lib/services/changes/relation-plan";
import { authorOf, type Context } from "@/lib/services/context";

/** Relations that one row of the log names. */
const relationsPerRow = 100;

interface Applied {
  readonly changeSetId: string;
  readonly reason: string;
  readonly planHash: string;
  readonly at: Instant;
  /** Under which it goes; null: one person alone decided. */
  readonly approvalId: string | null;
  /** When all of it is to be reversed; null: it has no end. */
  readonly until: Instant | null;
}

/**
 * Puts what can be sent of a plan on the executor's list, and ends every other change of the set as not sent, for the
 * reason that `whyNot` gives for its relation. With what was asked for in the log.
 */
export async function queuePlans(
  tx: Tx,
  context: Context,
  { changeSetId, reason, planHash, at, approvalId, until }: Applied,
  sendable: readonly RelationPlan[],
  whyNot: (relationId: RelationId) => NotSentReason,
): Promise<void> {
  const entity = `change_set:${changeSetId}`;
  const operations =
    sendable.length === 0 ? 0 : await queueOperations(tx, { payer: context.payer, changeSetId, at }, sendable);
  const dropped = await endUnsent(tx, authorOf(context), { changeSetId, at }, whyNot);
  await tx
    .updateTable("change_set")
    .set((e) => ({
      status: operations === 0 ? "done" : "applying",
      reason,
      plan_hash: planHash,
      applied_at: at,
      approval_id: approvalId,
      until,
      correlation_id: context.correlationId,
      version: e("version", "+", 1),
    }))
    .where("id", "=", changeSetId)
    .execute();
  if (until !== null) await scheduleReversals(tx, changeSetId, until);
  await appendAudit(tx, authorOf(context), {
    action: "change_set.applied",
    entity,
    detail: {
      reason,
      planHash,
      operations,
      members: sendable.length,
      dropped,
      secondPerson: approvalId ?? "off",
      ...(until === null ? {} : { until }),
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
}

/** Ends the changes of a set that no operation carries. Gives how many there were. */
export async function endUnsent(
  tx: Tx,
  author: AuditAuthor,
  { changeSetId, at }: Pick<Applied, "changeSetId" | "at">,
  whyNot: (relationId: RelationId) => NotSentReason,
): Promise<number> {
  const left = await tx
    .selectFrom("change")
    .select(["id", "relation_id"])
    .where("change_set_id", "=", changeSetId)
    .where("operation_id", "is", null)
    .execute();
  for (const { id, relation_id } of left)
    await recordOutcome(tx, author, {
      changeId: id,
      changeSetId,
      operationId: null,
      outcome: "not_sent",
      reason: whyNot(relation_id as RelationId),
      readAt: null,
      causeProven: false,
      after: null,
      at,
    });
  return left.length;
}
