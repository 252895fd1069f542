import { randomUUID } from "node:crypto";
import type { Tx } from "@/lib/db/database";
import { type Instant, later } from "@/lib/domain/ids";
import type { Expectation, PlannedOperation } from "@/lib/domain/plan";

/** Queued work that nothing sends for this long ends `not_sent: expired` (rule 11). */
const expiresAfterMs = 24 * 3_600_000;

/** Puts the operations of one relation on the executor's list and ties its changes to them. */
export async function queueOperations(
  tx: Tx,
  terms: { readonly payer: string; readonly changeSetId: string; readonly at: Instant },
  expects: Expectation,
  operations: readonly PlannedOperation[],
): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const [position, operation] of operations.entries()) {
    const id = randomUUID();
    ids.push(id);
    await tx
      .insertInto("operation")
      .values({
        id,
        change_set_id: terms.changeSetId,
        payer_uid: terms.payer,
        relation_id: expects.relationId,
        position,
        verb: operation.verb,
        codes: JSON.stringify(operation.codes),
        requires: JSON.stringify(operation.requires),
        expects: JSON.stringify(expects),
        request_id: randomUUID(),
        state: "queued",
        epoch: 0,
        created_at: terms.at,
        expires_at: later(terms.at, expiresAfterMs),
        due_at: terms.at,
        waiting: null,
        pre_read_error: null,
        first_sent_at: null,
        last_sent_at: null,
        answered_at: null,
        settles_at: null,
        waiting_since: null,
        absent_since: null,
        settled_at: null,
      })
      .execute();
    await tx
      .updateTable("change")
      .set({ operation_id: id })
      .where("change_set_id", "=", terms.changeSetId)
      .where("relation_id", "=", expects.relationId)
      .where("code", "in", [...operation.codes])
      .execute();
  }
  return ids;
}
