import { randomUUID } from "node:crypto";
import type { Tx } from "@/lib/db/database";
import { runForRows } from "@/lib/db/queries/many-rows";
import { tieChanges } from "@/lib/db/queries/operations";
import { type Instant, later } from "@/lib/domain/ids";
import type { Expectation, PlannedOperation } from "@/lib/domain/plan";

/** Queued work that nothing sends for this long ends `not_sent: expired` (rule 11). */
const expiresAfterMs = 24 * 3_600_000;

/** What is to be sent for one relation, and what the pre-read must find. */
interface Queued {
  readonly expects: Expectation;
  readonly operations: readonly PlannedOperation[];
}

/** Puts operations on the executor's list and ties the changes of the set to them. Gives how many there are. */
export async function queueOperations(
  tx: Tx,
  terms: { readonly payer: string; readonly changeSetId: string; readonly at: Instant },
  relations: readonly Queued[],
): Promise<number> {
  const rows = relations.flatMap(({ expects, operations }) =>
    operations.map((operation, position) => ({
      id: randomUUID(),
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
    })),
  );
  await runForRows(tx, "queue operations", rows, (some) => tx.insertInto("operation").values(some));
  await tieChanges(tx, terms.changeSetId);
  return rows.length;
}
