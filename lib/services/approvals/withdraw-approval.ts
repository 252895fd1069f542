import { approvalRow, endApproval } from "@/lib/db/queries/approvals";
import { appendAudit } from "@/lib/db/queries/audit";
import { raise } from "@/lib/db/signal";
import { AppError } from "@/lib/domain/errors";
import { instant, type Uid } from "@/lib/domain/ids";
import { endSubject } from "@/lib/services/approvals/end-subject";
import { authorise, authorOf, type Context, reachOf } from "@/lib/services/context";

/** Takes back one's own request; what it was about ends `not_sent: cancelled`. Throws `not_found`, `conflict`. */
export async function withdrawApproval(context: Context, input: { readonly approvalId: string }): Promise<null> {
  await context.database.transaction(async (tx) => {
    authorise(context, "member.read");
    const row = await approvalRow(tx, reachOf(context), context.actor.id, input.approvalId);
    if (row?.requested_by !== context.actor.id) throw new AppError("not_found");
    const author = { ...authorOf(context), payerUid: row.payer_uid as Uid };
    const at = instant(context.now());
    const decision = { status: "withdrawn", by: context.actor.id, at, reason: null, voidReason: null } as const;
    if (!(await endApproval(tx, row.id, decision))) throw new AppError("conflict");
    await endSubject(tx, author, row, "cancelled", at);
    await appendAudit(tx, author, {
      action: "approval.withdrawn",
      entity: `approval:${row.id}`,
      detail: { kind: row.kind, subjectId: row.subject_id },
    });
  });
  raise("changed");
  return null;
}
