import type { Database, Tx } from "@/lib/db/database";
import { type ApprovalRow, endApproval } from "@/lib/db/queries/approvals";
import { type AuditAuthor, appendAudit } from "@/lib/db/queries/audit";
import { raise } from "@/lib/db/signal";
import { type Instant, instant, type Uid } from "@/lib/domain/ids";
import type { VoidReason } from "@/lib/domain/views/approval";
import { endSubject } from "@/lib/services/approvals/end-subject";

/** Ends a request that nobody may decide any more, with the receipts of what it was about. */
export async function voidApproval(
  tx: Tx,
  author: AuditAuthor,
  row: ApprovalRow,
  reason: VoidReason,
  at: Instant,
): Promise<void> {
  const decision = { status: "void", by: null, at, reason: null, voidReason: reason } as const;
  if (!(await endApproval(tx, row.id, decision))) return;
  await endSubject(tx, author, row, "approval_void", at);
  await appendAudit(tx, author, {
    action: "approval.voided",
    entity: `approval:${row.id}`,
    detail: { kind: row.kind, subjectId: row.subject_id, reason },
  });
}

/**
 * What a person who is shut out has asked for or approved does not hold any more: requests of theirs that wait are void, and
 * what was approved with their hand in it and has not left yet ends `not_sent: approval_void`.
 */
export async function voidApprovalsOf(tx: Tx, author: AuditAuthor, personId: string, at: Instant): Promise<void> {
  const waiting = await tx
    .selectFrom("approval")
    .selectAll()
    .where("requested_by", "=", personId)
    .where("status", "=", "waiting")
    .execute();
  for (const row of waiting)
    await voidApproval(tx, { ...author, payerUid: row.payer_uid as Uid }, row, "person_disabled", at);
  const given = await tx
    .selectFrom("approval")
    .select("id")
    .where("status", "=", "approved")
    .where((e) => e.or([e("requested_by", "=", personId), e("decided_by", "=", personId)]))
    .execute();
  for (const { id } of given) {
    // As Stop does: the executor ends what was never sent, and reads back what is on its way.
    const stopped = { stopped_at: at, stop_reason: "approval_void" };
    const sets = await tx
      .updateTable("change_set")
      .set((e) => ({ ...stopped, version: e("version", "+", 1) }))
      .where("approval_id", "=", id)
      // An end was agreed to with its change, and comes whoever has left.
      .where("purpose", "!=", "reversal")
      .where("status", "=", "applying")
      .where("stopped_at", "is", null)
      .returning("id")
      .execute();
    for (const set of sets)
      await tx
        .updateTable("operation")
        .set({ due_at: at })
        .where("change_set_id", "=", set.id)
        .where("state", "=", "queued")
        .execute();
    await tx
      .updateTable("account_operation")
      .set((e) => ({ ...stopped, due_at: at, version: e("version", "+", 1) }))
      .where("approval_id", "=", id)
      .where("state", "in", ["queued", "reading"])
      .where("stopped_at", "is", null)
      .execute();
  }
}

/**
 * Ends what has waited for longer than 72 hours, on whatever account: of one that is not configured any more nobody else
 * would. Gives how many there were.
 */
export async function lapseApprovals(
  database: Database,
  author: Omit<AuditAuthor, "payerUid">,
  now: number,
): Promise<number> {
  const at = instant(now);
  const due = await database.read
    .selectFrom("approval")
    .selectAll()
    .where("status", "=", "waiting")
    .where("expires_at", "<=", at)
    .execute();
  for (const row of due)
    await database.transaction((tx) =>
      voidApproval(tx, { ...author, payerUid: row.payer_uid as Uid }, row, "expired", at),
    );
  if (due.length > 0) raise("changed");
  return due.length;
}

/** Ends everything that waits on an account of a restored database: what was decided after the copy it cannot know. */
export async function voidForRestore(
  tx: Tx,
  author: AuditAuthor & { readonly payerUid: Uid },
  at: Instant,
): Promise<void> {
  const waiting = await tx
    .selectFrom("approval")
    .selectAll()
    .where("payer_uid", "=", author.payerUid)
    .where("status", "=", "waiting")
    .execute();
  for (const row of waiting) await voidApproval(tx, author, row, "restored", at);
}
