import { randomUUID } from "node:crypto";
import type { Tx } from "@/lib/db/database";
import { appendAudit } from "@/lib/db/queries/audit";
import { runForRows } from "@/lib/db/queries/many-rows";
import { lateEffect } from "@/lib/db/queries/sent-acts";
import type { Schema } from "@/lib/db/schema";
import type { Difference } from "@/lib/domain/drift";
import type { Cause } from "@/lib/domain/drift-cause";
import type { Instant, RelationId, Uid } from "@/lib/domain/ids";

export type NewObservation = Omit<Schema["observation"], "id" | "payer_uid">;

export async function insertObservations(tx: Tx, payer: Uid, observations: readonly NewObservation[]): Promise<void> {
  const rows = observations.map((observation): Schema["observation"] => ({
    ...observation,
    // Ids that grow with time keep what is new in one place of the index.
    id: `${observation.began_at}-${randomUUID()}`,
    payer_uid: payer,
  }));
  await runForRows(tx, "insert observations", rows, (some) => tx.insertInto("observation").values(some));
}

export interface FoundDifference {
  readonly relationId: RelationId;
  /** When the answer that showed it was asked for. */
  readonly foundAt: Instant;
  readonly difference: Difference & { readonly cause: Cause };
}

/**
 * Keeps what no operation of ours explains. A late effect is kept with the operation's id, and is written into the
 * receipt of its change too.
 */
export async function insertDrift(tx: Tx, payer: Uid, found: readonly FoundDifference[]): Promise<void> {
  const drift = found.filter(({ difference }) => difference.cause.kind !== "ours");
  if (drift.length === 0) return;
  await tx
    .insertInto("drift")
    .values(
      drift.map(({ relationId, foundAt, difference: { subject, code, rawCode, before, after, cause } }) => ({
        id: randomUUID(),
        payer_uid: payer,
        relation_id: relationId,
        found_at: foundAt,
        subject,
        code,
        raw_code: rawCode,
        before,
        after,
        late_effect_of:
          cause.kind === "late_effect"
            ? cause.operationId
            : cause.kind === "late_act"
              ? cause.accountOperationId
              : null,
      })),
    )
    .execute();
  for (const { foundAt, difference } of drift)
    if (difference.cause.kind === "late_effect") await noteLateEffect(tx, payer, difference.cause, foundAt);
    else if (difference.cause.kind === "late_act")
      await noteLateAct(tx, payer, difference.cause.accountOperationId, foundAt);
}

async function noteLateEffect(
  tx: Tx,
  payer: Uid,
  { operationId, changeId }: { readonly operationId: string; readonly changeId: string },
  at: Instant,
): Promise<void> {
  const change = await tx
    .selectFrom("change")
    .innerJoin("change_set", "change_set.id", "change.change_set_id")
    .select(["change.change_set_id", "change.outcome", "change.reason", "change_set.correlation_id"])
    .where("change.id", "=", changeId)
    .executeTakeFirstOrThrow();
  if (change.outcome === null) return;
  await tx
    .insertInto("settlement")
    .values({
      id: randomUUID(),
      change_id: changeId,
      at,
      outcome: change.outcome,
      reason: change.reason,
      note: "late_effect",
    })
    .execute();
  await tx
    .updateTable("change_set")
    .set((e) => ({ version: e("version", "+", 1) }))
    .where("id", "=", change.change_set_id)
    .execute();
  await appendAudit(
    tx,
    { person: null, payerUid: payer, correlationId: change.correlation_id ?? operationId },
    {
      action: "change.late_effect",
      entity: `change:${changeId}`,
      detail: { changeSetId: change.change_set_id, operationId, outcome: change.outcome, readAt: at },
    },
  );
}

async function noteLateAct(tx: Tx, payer: Uid, id: string, at: Instant): Promise<void> {
  const operation = await tx
    .updateTable("account_operation")
    .set((e) => ({ version: e("version", "+", 1) }))
    .where("id", "=", id)
    .returning(["kind", "outcome", "not_sent_reason", "correlation_id"])
    .executeTakeFirstOrThrow();
  if (operation.outcome === null) return;
  await tx
    .insertInto("account_settlement")
    .values({
      id: randomUUID(),
      account_operation_id: id,
      at,
      outcome: operation.outcome,
      not_sent_reason: operation.not_sent_reason,
      note: lateEffect,
      person_id: null,
    })
    .execute();
  await appendAudit(
    tx,
    { person: null, payerUid: payer, correlationId: operation.correlation_id },
    {
      action: "account_operation.late_effect",
      entity: `account_operation:${id}`,
      detail: { kind: operation.kind, outcome: operation.outcome, readAt: at },
    },
  );
}
