import type { Tx } from "@/lib/db/database";
import { appendAudit } from "@/lib/db/queries/audit";
import type { RelationId } from "@/lib/domain/ids";
import type { DraftView } from "@/lib/domain/views/change-set";
import { draftAsPlanned } from "@/lib/services/changes/draft-view";
import { authorOf, type Context } from "@/lib/services/context";

/** After changes were taken out of the person's draft: keeps its basis, logs it, and discards it when it is empty. */
export async function keepDraft(
  context: Context,
  tx: Tx,
  { id, basis }: { readonly id: string; readonly basis: Readonly<Record<string, string>> },
  { action, relationId }: { readonly action: "draft.rebased" | "draft.taken_out"; readonly relationId: RelationId },
): Promise<DraftView | null> {
  await tx
    .updateTable("change_set")
    .set((e) => ({ basis: JSON.stringify(basis), version: e("version", "+", 1) }))
    .where("id", "=", id)
    .execute();
  await appendAudit(tx, authorOf(context), { action, entity: `relation:${relationId}`, detail: { changeSetId: id } });
  return draftAsPlanned(tx, context);
}
