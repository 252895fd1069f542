import type { Tx } from "@/lib/db/database";
import { type AccountOperation, accountOperationOf } from "@/lib/db/queries/account-operations";
import { appendAudit } from "@/lib/db/queries/audit";
import type { Schema } from "@/lib/db/schema";
import { instant, later } from "@/lib/domain/ids";
import { recordAccountOutcome } from "@/lib/services/account-operations/record-account-outcome";
import type { Logger } from "@/lib/telemetry/logger";
import type { AccountContext } from "@/lib/worker/account-operations/account-context";
import { authorOf } from "@/lib/worker/account-operations/move-account-operation";
import { raiseGeneration } from "@/lib/worker/move-operation";

type Recoverer = Pick<AccountContext, "database" | "payer" | "now" | "settings">;

/**
 * Makes an operation that was left in the middle fit to go on under an epoch. What was being sent is ambiguous: it is
 * read back and never sent again; a create cannot be read back, so its LoginEmail is locked until a person has looked.
 */
async function recover(tx: Tx, context: Recoverer, operation: AccountOperation, epoch: number): Promise<void> {
  const { state, kind, relationId } = operation;
  const isCutOff = state === "sending";
  const next = isCutOff ? (kind === "create" ? "locked" : "checking") : state === "reading" ? "queued" : state;
  const at = instant(context.now());
  await tx
    .updateTable("account_operation")
    .set((e) => ({
      epoch,
      state: next,
      ...(next === state ? {} : { version: e("version", "+", 1) }),
      ...(isCutOff && kind !== "create" ? { settles_at: later(at, context.settings.settleMs) } : {}),
    }))
    .where("id", "=", operation.id)
    .execute();
  if (state === "queued") return;
  if (relationId) await raiseGeneration(tx, context.payer, relationId);
  if (!isCutOff) return;
  await tx
    .updateTable("account_attempt")
    .set({ answer: "ambiguous", ambiguity: "crash" })
    .where("account_operation_id", "=", operation.id)
    .where("answer", "is", null)
    .execute();
  const author = authorOf(context, operation);
  await appendAudit(tx, author, {
    action: "account_operation.cut_off",
    outcome: "failed",
    entity: `account_operation:${operation.id}`,
    detail: { kind, epoch },
  });
  if (next === "locked") await recordAccountOutcome(tx, author, operation, { outcome: "not_confirmed" }, at);
}

function readable(row: Schema["account_operation"], logger: Logger): AccountOperation | null {
  try {
    return accountOperationOf(row);
  } catch (error) {
    logger.error({ err: error, operation: row.id }, "an account operation cannot be read and is left as it is");
    return null;
  }
}

/**
 * Takes over what an earlier leader left. Older epochs decide nothing from here on. A row that cannot be read is
 * reported and left as it is, or it would keep the account from ever having a leader.
 */
export async function takeOverAccounts(
  context: Recoverer & Pick<AccountContext, "logger">,
  epoch: number,
): Promise<void> {
  await context.database.transaction(async (tx) => {
    const rows = await tx
      .selectFrom("account_operation")
      .selectAll()
      .where("payer_uid", "=", context.payer)
      .where("state", "<>", "settled")
      .execute();
    for (const row of rows) {
      const operation = readable(row, context.logger);
      if (operation) await recover(tx, context, operation, epoch);
    }
  });
}

/** Recovers one operation after an unexpected failure in this process, such as a full disk, under the same epoch. */
export async function recoverAccountOperation(context: Recoverer, id: string, epoch: number): Promise<void> {
  await context.database.transaction(async (tx) => {
    const row = await tx
      .selectFrom("account_operation")
      .selectAll()
      .where("id", "=", id)
      .where("epoch", "=", epoch)
      .where("state", "in", ["reading", "sending"])
      .executeTakeFirst();
    if (row) await recover(tx, context, accountOperationOf(row), epoch);
  });
}
