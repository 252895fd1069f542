import { accountOperationRow } from "@/lib/db/queries/account-operations";
import { appendAudit } from "@/lib/db/queries/audit";
import { raise } from "@/lib/db/signal";
import { AppError } from "@/lib/domain/errors";
import { instant, parseUid } from "@/lib/domain/ids";
import { withMaskedEmail } from "@/lib/domain/new-account";
import type { AccountResult } from "@/lib/domain/views/account-operation";
import { recordAccountOutcome } from "@/lib/services/account-operations/record-account-outcome";
import { openAccount } from "@/lib/services/account-operations/sealed-account";
import { authorise, authorOf, type Context, reachOf } from "@/lib/services/context";

const longestNote = 500;

/**
 * Records what a person found in Alibaba Cloud's console after a create whose end nobody knows, and unlocks its
 * LoginEmail. Throws `bad_input` (uid: a member's, for "created"; note: what the person saw), `conflict` unless the
 * operation is locked.
 */
export async function recordFinding(
  context: Context,
  input: {
    readonly operationId: string;
    readonly finding: "created" | "not_created";
    readonly uid: string | null;
    readonly note: string;
  },
): Promise<void> {
  await context.database.transaction(async (tx) => {
    const row = await accountOperationRow(tx, reachOf(context), context.actor.id, input.operationId);
    if (!row) throw new AppError("not_found");
    authorise(context, "member.create");
    const isCreated = input.finding === "created";
    const uid = isCreated ? parseUid(input.uid?.trim() ?? "") : null;
    const account = row.sealed === null ? null : openAccount(row.sealed, row.id);
    const note = account ? withMaskedEmail(input.note.trim(), account.loginEmail) : input.note.trim();
    const wrong = [
      ...(isCreated && (!uid || uid === context.payer) ? ["uid"] : []),
      ...(note === "" || note.length > longestNote ? ["note"] : []),
    ];
    if (wrong.length > 0) throw new AppError("bad_input", wrong);
    if (row.state !== "locked") throw new AppError("conflict");
    const at = instant(context.now());
    const author = authorOf(context);
    const result: AccountResult = { relationId: null, pk: uid, mpk: null, type: null, ramAdminRoleName: null };
    await tx
      .updateTable("account_operation")
      .set((e) => ({
        state: "settled",
        settled_at: at,
        version: e("version", "+", 1),
        ...(uid ? { member_uid: uid, result: JSON.stringify(result) } : {}),
      }))
      .where("id", "=", row.id)
      .execute();
    const outcome = isCreated ? "recorded_created" : "recorded_not_created";
    await recordAccountOutcome(tx, author, row, { outcome, note }, at);
    await appendAudit(tx, author, {
      action: "account_operation.recorded",
      entity: `account_operation:${row.id}`,
      detail: { finding: input.finding, uid, maskedEmail: row.masked_email },
    });
  });
  raise("changed");
}
