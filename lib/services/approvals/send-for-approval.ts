import { randomUUID } from "node:crypto";
import { raise } from "@/lib/db/signal";
import { AppError } from "@/lib/domain/errors";
import { askSecondPerson } from "@/lib/services/approvals/ask-second-person";
import { type ApplyInput, reviewedDraft } from "@/lib/services/changes/apply-change-set";
import type { Context } from "@/lib/services/context";

/**
 * Puts the person's draft before a second person, as they have reviewed it: it is theirs to edit no more. Throws what
 * `reviewedDraft` throws, and `conflict` when no change of it wants a second person.
 */
export async function sendForApproval(context: Context, input: ApplyInput): Promise<{ approvalId: string }> {
  const approvalId = randomUUID();
  await context.database.transaction(async (tx) => {
    const { draft, reason, hash, plans, wantsSecond } = await reviewedDraft(tx, context, input);
    if (!wantsSecond) throw new AppError("conflict");
    await tx
      .updateTable("change_set")
      .set((e) => ({
        status: "awaiting",
        reason,
        plan_hash: hash,
        approval_id: approvalId,
        until: input.until ?? null,
        correlation_id: context.correlationId,
        version: e("version", "+", 1),
      }))
      .where("id", "=", draft.row.id)
      .execute();
    await askSecondPerson(tx, context, {
      id: approvalId,
      kind: "change_set",
      subjectId: draft.row.id,
      payload: { planHash: hash, until: input.until ?? null },
      reason,
      relations: plans.map(({ view }) => view),
    });
  });
  raise("changed");
  return { approvalId };
}
