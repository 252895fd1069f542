import type { Tx } from "@/lib/db/database";
import { parseCodes } from "@/lib/db/queries/operations";
import type { SentOperation } from "@/lib/domain/drift-cause";
import type { Instant, RelationId, Uid } from "@/lib/domain/ids";
import { isPermissionCode } from "@/lib/domain/permission-catalogue";
import { type Outcome, outcomes } from "@/lib/domain/views/change-set";

const known: ReadonlySet<string> = new Set(outcomes);
const isOutcome = (text: string): text is Outcome => known.has(text);

/** The operations of relations of which a request was sent, by relation. A relation without any has no entry. */
export async function sentOperations(
  tx: Tx,
  payer: Uid,
  relationIds: readonly RelationId[],
): Promise<ReadonlyMap<string, readonly SentOperation[]>> {
  const byRelation = new Map<string, SentOperation[]>();
  if (relationIds.length === 0) return byRelation;
  const operations = await tx
    .selectFrom("operation")
    .innerJoin("change_set", "change_set.id", "operation.change_set_id")
    .select([
      "operation.id",
      "operation.relation_id",
      "operation.verb",
      "operation.codes",
      "operation.state",
      "operation.first_sent_at",
      "operation.settled_at",
      "change_set.purpose",
    ])
    .where("operation.payer_uid", "=", payer)
    .where("operation.relation_id", "in", [...relationIds])
    .where("operation.first_sent_at", "is not", null)
    .execute();
  const changes = await changesOf(
    tx,
    operations.map(({ id }) => id),
  );
  for (const row of operations) {
    const operation: SentOperation = {
      id: row.id,
      verb: row.verb === "ADD" ? "ADD" : "DELETE",
      codes: parseCodes(row.codes),
      calibration: row.purpose === "calibration",
      // Also one that waits for its next try: a throttled request left, so its effect may show.
      open: row.state !== "settled",
      firstSentAt: row.first_sent_at as Instant,
      settledAt: row.settled_at as Instant | null,
      changes: changes.get(row.id) ?? [],
    };
    byRelation.set(row.relation_id, [...(byRelation.get(row.relation_id) ?? []), operation]);
  }
  return byRelation;
}

async function changesOf(tx: Tx, operationIds: readonly string[]): Promise<Map<string, SentOperation["changes"]>> {
  const byOperation = new Map<string, SentOperation["changes"]>();
  if (operationIds.length === 0) return byOperation;
  const rows = await tx
    .selectFrom("change")
    .select((e) => [
      "id",
      "operation_id",
      "code",
      "outcome",
      e
        .selectFrom("settlement")
        .select((s) => s.fn.countAll<number>().as("count"))
        .whereRef("settlement.change_id", "=", "change.id")
        .where("note", "=", "late_effect")
        .as("late_effects"),
    ])
    .where("operation_id", "in", [...operationIds])
    .execute();
  for (const { id, operation_id, code, outcome, late_effects } of rows) {
    if (operation_id === null || !isPermissionCode(code)) continue;
    const change = {
      id,
      code,
      outcome: outcome !== null && isOutcome(outcome) ? outcome : null,
      lateEffectSeen: Number(late_effects ?? 0) > 0,
    };
    byOperation.set(operation_id, [...(byOperation.get(operation_id) ?? []), change]);
  }
  return byOperation;
}
