import type { Tx } from "@/lib/db/database";
import type { Operation } from "@/lib/db/queries/operations";
import { raise } from "@/lib/db/signal";
import { instant, later } from "@/lib/domain/ids";
import type { PermissionCode } from "@/lib/domain/permission-catalogue";
import { touchChangeSet } from "@/lib/services/changes/record-outcome";
import type { ExecutorContext } from "@/lib/worker/executor-context";
import { moveOperation } from "@/lib/worker/move-operation";
import { endWithRelation, isCauseProven, type JudgedRead, judgeRead, waitForMember } from "@/lib/worker/read-back";
import { askPermissions } from "@/lib/worker/read-relation";
import { settleOperation, type Verdict } from "@/lib/worker/settle-operation";
import { nextSettleRead } from "@/lib/worker/settle-schedule";

/** Keeps it open and reads it again later. */
async function again(tx: Tx, context: ExecutorContext, operation: Operation, doubt: "declined" | null): Promise<void> {
  const now = instant(context.now());
  const { settleMs, memberRecheckMs, visibilityLagMs } = context.settings;
  const due =
    operation.state === "waiting_member"
      ? later(now, doubt ? Math.min(visibilityLagMs, memberRecheckMs) : memberRecheckMs)
      : nextSettleRead(operation.settlesAt ?? now, settleMs, now);
  await moveOperation(tx, operation, operation.state, { due_at: due, waiting: doubt });
}

/** Codes that this read decides; the others stay open. */
async function verdicts(
  tx: Tx,
  context: ExecutorContext,
  operation: Operation,
  read: JudgedRead,
): Promise<ReadonlyMap<PermissionCode, Verdict>> {
  const found = new Map<PermissionCode, Verdict>();
  if (read.judgement.kind !== "read") return found;
  const row = await tx
    .selectFrom("operation")
    .select("waiting")
    .where("id", "=", operation.id)
    .executeTakeFirstOrThrow();
  // A read begun after the window can tell that it did not happen; one before it cannot.
  const isOver = operation.settlesAt !== null && read.beganAt > operation.settlesAt;
  for (const [code, sight] of read.judgement.sights) {
    if (sight === "shown")
      found.set(code, { outcome: "verified", causeProven: await isCauseProven(tx, context, operation, read, code) });
    // Two reads a visibility lag apart, since the state may be seen to change before the codes.
    else if (operation.state === "waiting_member" && sight === "absent" && row.waiting === "declined")
      found.set(code, { outcome: "declined_by_member" });
    else if (operation.state === "unsettled" && isOver)
      found.set(code, { outcome: sight === "absent" ? "no_effect" : "not_confirmed" });
  }
  return found;
}

/** One later read of an operation that waits for its member or is unsettled; settles it when the read decides. */
export async function settleLater(context: ExecutorContext, operation: Operation): Promise<void> {
  const { answer, generation } = await askPermissions(context, operation, true);
  await context.database.transaction(async (tx) => {
    if (answer.kind !== "accepted") return again(tx, context, operation, null);
    const read = await judgeRead(
      tx,
      context,
      operation,
      { value: answer.value, evidence: answer.evidence, generation },
      "settle",
    );
    switch (read.judgement.kind) {
      case "does_not_count":
        return again(tx, context, operation, null);
      case "relation_ended":
        return endWithRelation(tx, context, operation, read);
      case "waiting_for_member":
        if (operation.state === "waiting_member") return again(tx, context, operation, null);
        return waitForMember(tx, context, operation, read);
      case "read": {
        const decided = await verdicts(tx, context, operation, read);
        if (decided.size === operation.codes.length)
          return settleOperation(
            tx,
            context,
            operation,
            read.facts,
            (code) => decided.get(code) ?? { outcome: "not_confirmed" },
            read,
          );
        await again(tx, context, operation, operation.state === "waiting_member" ? "declined" : null);
        return touchChangeSet(tx, operation.changeSetId);
      }
    }
  });
  raise("changed");
}
