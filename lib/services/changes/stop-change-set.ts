import { appendAudit } from "@/lib/db/queries/audit";
import { AppError } from "@/lib/domain/errors";
import { instant } from "@/lib/domain/ids";
import { recordOutcome, touchChangeSet } from "@/lib/services/changes/record-outcome";
import { authorise, authorOf, type Context } from "@/lib/services/context";

/**
 * Stops a change set: what was never sent ends `not_sent: cancelled`, what is on its way is finished and read back.
 * Gives the number of changes of each. What was throttled counts as on its way: it is read once more, not sent again.
 */
export async function stopChangeSet(
  context: Context,
  input: { readonly changeSetId: string },
): Promise<{ stopped: number; alreadySending: number }> {
  const result = await context.database.transaction(async (tx) => {
    const set = await tx
      .selectFrom("change_set")
      .selectAll()
      .where("id", "=", input.changeSetId)
      .where("payer_uid", "=", context.payer)
      .executeTakeFirst();
    if (!set) throw new AppError("not_found");
    authorise(context, "change.stop");
    if (set.status !== "applying") throw new AppError("conflict");
    const at = instant(context.now());
    await tx
      .updateTable("change_set")
      .set({ stopped_at: set.stopped_at ?? at })
      .where("id", "=", set.id)
      .execute();
    const untouched = await tx
      .selectFrom("change")
      .innerJoin("operation", "operation.id", "change.operation_id")
      .select(["change.id as change_id", "operation.id as operation_id"])
      .where("operation.change_set_id", "=", set.id)
      .where("operation.state", "=", "queued")
      .where("operation.first_sent_at", "is", null)
      .execute();
    for (const { change_id, operation_id } of untouched)
      await recordOutcome(tx, authorOf(context), {
        changeId: change_id,
        changeSetId: set.id,
        operationId: operation_id,
        outcome: "not_sent",
        reason: "cancelled",
        readAt: null,
        causeProven: false,
        after: null,
        at,
      });
    const operationIds = [...new Set(untouched.map(({ operation_id }) => operation_id))];
    if (operationIds.length > 0)
      await tx
        .updateTable("operation")
        .set({ state: "settled", settled_at: at, waiting: null })
        .where("id", "in", operationIds)
        .execute();
    const { sending } = await tx
      .selectFrom("change")
      .innerJoin("operation", "operation.id", "change.operation_id")
      .select((e) => e.fn.countAll<number>().as("sending"))
      .where("operation.change_set_id", "=", set.id)
      .where("operation.state", "!=", "settled")
      .executeTakeFirstOrThrow();
    await touchChangeSet(tx, set.id);
    await appendAudit(tx, authorOf(context), {
      action: "change_set.stopped",
      entity: `change_set:${set.id}`,
      detail: { stopped: untouched.length, alreadySending: sending },
    });
    return { stopped: untouched.length, alreadySending: Number(sending) };
  });
  context.wake();
  return result;
}
