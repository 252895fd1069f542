import { appendAudit } from "@/lib/db/queries/audit";
import { isSetInReach, isWholeInReach } from "@/lib/db/queries/change-results";
import { AppError } from "@/lib/domain/errors";
import { instant } from "@/lib/domain/ids";
import { touchChangeSet } from "@/lib/services/changes/record-outcome";
import { authorise, authorOf, type Context, reachOf } from "@/lib/services/context";

/**
 * Stops a change set: what was never sent will end `not_sent: cancelled`, what is on its way is finished and read back.
 * Gives the number of changes of each. Somebody with a scope stops their own sets, and others' where every member is theirs:
 * a set is not stopped in part. What was throttled counts as on its way: it is read once more, not sent again.
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
      .where(isSetInReach(reachOf(context), context.actor.id))
      .executeTakeFirst();
    if (!set) throw new AppError("not_found");
    authorise(context, "change.stop");
    if (set.person_id !== context.actor.id && !(await isWholeInReach(tx, reachOf(context), set.id)))
      throw new AppError("forbidden");
    // The end of a change was agreed to with it; a pause holds everything.
    if (set.status !== "applying" || set.purpose === "reversal") throw new AppError("conflict");
    const at = instant(context.now());
    await tx
      .updateTable("change_set")
      .set({ stopped_at: set.stopped_at ?? at })
      .where("id", "=", set.id)
      .execute();
    const untouched = await tx
      .selectFrom("change")
      .innerJoin("operation", "operation.id", "change.operation_id")
      .select("change.id")
      .where("operation.change_set_id", "=", set.id)
      .where("operation.state", "=", "queued")
      .where("operation.first_sent_at", "is", null)
      .execute();
    // The executor ends them, as it ends everything; nothing of a stopped set is sent from this moment on.
    await tx
      .updateTable("operation")
      .set({ due_at: at })
      .where("change_set_id", "=", set.id)
      .where("state", "=", "queued")
      .execute();
    const { sending } = await tx
      .selectFrom("change")
      .innerJoin("operation", "operation.id", "change.operation_id")
      .select((e) => e.fn.countAll<number>().as("sending"))
      .where("operation.change_set_id", "=", set.id)
      .where("operation.state", "!=", "settled")
      .where((e) => e.or([e("operation.state", "!=", "queued"), e("operation.first_sent_at", "is not", null)]))
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
