import type { Tx } from "@/lib/db/database";
import { accountOperationOf } from "@/lib/db/queries/account-operations";
import type { ApprovalRow } from "@/lib/db/queries/approvals";
import type { AuditAuthor } from "@/lib/db/queries/audit";
import type { Instant, RelationId } from "@/lib/domain/ids";
import { recordAccountOutcome } from "@/lib/services/account-operations/record-account-outcome";
import { endUnsent } from "@/lib/services/changes/queue-plans";

type Ending = "approval_void" | "rejected" | "cancelled";

/**
 * Gives what waited for a decision its receipts when it will not be done: `not_sent`, for this reason, or for the one that
 * `whyNot` gives for a relation.
 */
export async function endSubject(
  tx: Tx,
  author: AuditAuthor,
  { kind, subject_id }: ApprovalRow,
  reason: Ending,
  at: Instant,
  whyNot: (relationId: RelationId) => Ending = () => reason,
): Promise<void> {
  if (subject_id === null) return;
  if (kind === "change_set") {
    await endUnsent(tx, author, { changeSetId: subject_id, at }, whyNot);
    await tx
      .updateTable("change_set")
      .set((e) => ({ status: "done", applied_at: at, version: e("version", "+", 1) }))
      .where("id", "=", subject_id)
      .execute();
  }
  if (kind === "account_operation") {
    const row = await tx
      .updateTable("account_operation")
      .set((e) => ({ state: "settled", settled_at: at, version: e("version", "+", 1) }))
      .where("id", "=", subject_id)
      .where("state", "=", "awaiting_approval")
      .returningAll()
      .executeTakeFirst();
    if (row) await recordAccountOutcome(tx, author, accountOperationOf(row), { outcome: "not_sent", reason }, at);
  }
}
