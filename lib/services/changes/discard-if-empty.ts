import type { Tx } from "@/lib/db/database";

/** A draft in which nothing is wanted any more is none: the next tick begins a new one. */
export async function discardIfEmpty(tx: Tx, changeSetId: string): Promise<void> {
  await tx
    .updateTable("change_set")
    .set({ status: "discarded" })
    .where("id", "=", changeSetId)
    .where("status", "=", "draft")
    .where((e) =>
      e.not(
        e.exists(e.selectFrom("change").select("change.id").whereRef("change.change_set_id", "=", "change_set.id")),
      ),
    )
    .execute();
}
