import type { Tx } from "@/lib/db/database";
import { appendAudit } from "@/lib/db/queries/audit";
import { type Operation, openStates, operationOf } from "@/lib/db/queries/operations";
import type { Schema } from "@/lib/db/schema";
import { instant, later } from "@/lib/domain/ids";
import { touchChangeSet } from "@/lib/services/changes/record-outcome";
import type { Logger } from "@/lib/telemetry/logger";
import type { ExecutorContext } from "@/lib/worker/executor-context";
import { authorOfOperation, raiseGeneration } from "@/lib/worker/move-operation";

type Recoverer = Pick<ExecutorContext, "database" | "payer" | "now" | "settings">;

/**
 * Makes an operation that was left in the middle fit to go on under an epoch. What was being sent is ambiguous: a crash
 * is an answer that nobody read; it is read back and never sent again. What was only being read goes back on the list.
 */
async function recover(tx: Tx, context: Recoverer, operation: Operation, epoch: number): Promise<void> {
  const isCutOff = operation.state === "sending";
  const state = isCutOff ? "checking" : operation.state === "reading" ? "queued" : operation.state;
  const settlesAt = later(instant(context.now()), context.settings.settleMs);
  await tx
    .updateTable("operation")
    .set({ epoch, state, ...(isCutOff ? { settles_at: settlesAt } : {}) })
    .where("id", "=", operation.id)
    .execute();
  if (operation.state === "queued") return;
  await raiseGeneration(tx, context.payer, operation.relationId);
  if (!isCutOff) return;
  await tx
    .updateTable("attempt")
    .set({ answer: "ambiguous", ambiguity: "crash" })
    .where("operation_id", "=", operation.id)
    .where("answer", "is", null)
    .execute();
  await appendAudit(tx, await authorOfOperation(tx, context, operation), {
    action: "operation.cut_off",
    outcome: "failed",
    entity: `operation:${operation.id}`,
    detail: { requestId: operation.requestId, epoch },
  });
  await touchChangeSet(tx, operation.changeSetId);
}

function readable(row: Schema["operation"], logger: Logger): Operation | null {
  try {
    return operationOf(row);
  } catch (error) {
    logger.error({ err: error, operation: row.id }, "an operation cannot be read and is left as it is");
    return null;
  }
}

/**
 * Takes over what an earlier leader left. Older epochs decide nothing from here on. A row that cannot be read is
 * reported and left as it is, or it would keep the account from ever having a leader.
 */
export async function takeOver(context: Recoverer & Pick<ExecutorContext, "logger">, epoch: number): Promise<void> {
  await context.database.transaction(async (tx) => {
    const rows = await tx
      .selectFrom("operation")
      .selectAll()
      .where("payer_uid", "=", context.payer)
      .where("state", "in", [...openStates])
      .execute();
    for (const row of rows) {
      const operation = readable(row, context.logger);
      if (operation) await recover(tx, context, operation, epoch);
    }
  });
}

/** Recovers one operation after an unexpected failure in this process, such as a full disk, under the same epoch. */
export async function recoverStumbled(context: Recoverer, operationId: string, epoch: number): Promise<void> {
  await context.database.transaction(async (tx) => {
    const row = await tx
      .selectFrom("operation")
      .selectAll()
      .where("id", "=", operationId)
      .where("epoch", "=", epoch)
      .where("state", "in", ["reading", "sending"])
      .executeTakeFirst();
    if (row) await recover(tx, context, operationOf(row), epoch);
  });
}
