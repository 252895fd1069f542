import type { Tx } from "@/lib/db/database";
import { accountOperationRow } from "@/lib/db/queries/account-operations";
import { appendAudit } from "@/lib/db/queries/audit";
import type { Schema } from "@/lib/db/schema";
import { raise } from "@/lib/db/signal";
import { AppError } from "@/lib/domain/errors";
import { instant, parseUid, type Uid } from "@/lib/domain/ids";
import { withMaskedEmail } from "@/lib/domain/new-account";
import type { AccountResult } from "@/lib/domain/views/account-operation";
import { recordAccountOutcome } from "@/lib/services/account-operations/record-account-outcome";
import { openAccount } from "@/lib/services/account-operations/sealed-account";
import { authorise, authorOf, type Context, reachOf } from "@/lib/services/context";

const longestNote = 500;

/** Whether the account was listed before the create was sent: then it is not what that has made. */
async function wasThere(tx: Tx, { payer_uid, first_sent_at }: Schema["account_operation"], uid: Uid): Promise<boolean> {
  const known = await tx
    .selectFrom("relation")
    .select("relation_id")
    .where("payer_uid", "=", payer_uid)
    .where("account_id", "=", uid)
    .where("first_seen_at", "<", first_sent_at ?? "")
    .executeTakeFirst();
  return known !== undefined;
}

/**
 * Records what a person found in Alibaba Cloud's console after a create whose end nobody knows, and unlocks its
 * LoginEmail. Throws `bad_input` (uid: for "created" that of an account which was not listed before; note: what the person saw), `conflict` unless the
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
      ...(isCreated && (!uid || uid === context.payer || (await wasThere(tx, row, uid))) ? ["uid"] : []),
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
