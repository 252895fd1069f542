import type { Tx } from "@/lib/db/database";
import { appendAudit } from "@/lib/db/queries/audit";
import { raiseVersion } from "@/lib/db/queries/drafts";
import type { RelationId } from "@/lib/domain/ids";
import { discardIfEmpty } from "@/lib/services/changes/discard-if-empty";
import { authorOf, type Context } from "@/lib/services/context";

/** After changes of one relation were taken out of the person's draft: logs it, and discards the draft when it is empty. */
export async function draftEdited(
  tx: Tx,
  context: Context,
  changeSetId: string,
  { action, relationId }: { readonly action: "draft.rebased" | "draft.taken_out"; readonly relationId: RelationId },
): Promise<void> {
  await raiseVersion(tx, changeSetId);
  await appendAudit(tx, authorOf(context), { action, entity: `relation:${relationId}`, detail: { changeSetId } });
  await discardIfEmpty(tx, changeSetId);
}
