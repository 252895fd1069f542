import { randomUUID } from "node:crypto";
import type { Tx } from "@/lib/db/database";
import { type AuditAuthor, appendAudit } from "@/lib/db/queries/audit";
import type { AccountNotSentReason, AccountOutcome } from "@/lib/domain/account-operation";
import type { Instant } from "@/lib/domain/ids";

export interface AccountVerdict {
  readonly outcome: AccountOutcome;
  readonly reason?: AccountNotSentReason;
  /** When the read that decided it was asked for. */
  readonly readAt?: Instant;
  readonly causeProven?: boolean;
  readonly note?: string;
}

/**
 * Gives an account operation an outcome: its current one, a settlement and the log's row, in the transaction that
 * decides it. An outcome that it has already is not given twice.
 */
export async function recordAccountOutcome(
  tx: Tx,
  author: AuditAuthor,
  operation: { readonly id: string; readonly kind: string },
  verdict: AccountVerdict,
  at: Instant,
): Promise<void> {
  const { outcome, reason = null, readAt = null, causeProven = false, note = null } = verdict;
  const changed = await tx
    .updateTable("account_operation")
    .set({ outcome, not_sent_reason: reason, read_at: readAt, cause_proven: causeProven ? 1 : 0 })
    .where("id", "=", operation.id)
    .where((e) => e.or([e("outcome", "is", null), e("outcome", "<>", outcome)]))
    .returning("id")
    .executeTakeFirst();
  if (!changed) return;
  await tx
    .insertInto("account_settlement")
    .values({
      id: randomUUID(),
      account_operation_id: operation.id,
      at,
      outcome,
      not_sent_reason: reason,
      note,
      person_id: author.person?.id ?? null,
    })
    .execute();
  await appendAudit(tx, author, {
    action: "account_operation.settled",
    outcome: outcome === "refused" ? "failed" : "done",
    entity: `account_operation:${operation.id}`,
    detail: { kind: operation.kind, outcome, reason, readAt, causeProven },
  });
}
