import { randomUUID } from "node:crypto";
import type { Tx } from "@/lib/db/database";
import { type AuditAuthor, appendAudit } from "@/lib/db/queries/audit";
import type { Instant } from "@/lib/domain/ids";
import type { PermissionCode } from "@/lib/domain/permission-catalogue";
import type { NotSentReason, Outcome } from "@/lib/domain/views/change-set";

export interface OutcomeRecord {
  readonly changeId: string;
  readonly changeSetId: string;
  readonly operationId: string | null;
  readonly outcome: Outcome;
  readonly reason: NotSentReason | null;
  /** When the read that decided it was asked for. */
  readonly readAt: Instant | null;
  readonly causeProven: boolean;
  /** The codes on in that read. */
  readonly after: readonly PermissionCode[] | null;
  readonly at: Instant;
}

/** Gives a change an outcome: its current one, a settlement, and the log's row, in the transaction that decides it. */
export async function recordOutcome(tx: Tx, author: AuditAuthor, record: OutcomeRecord): Promise<void> {
  await tx
    .updateTable("change")
    .set({
      outcome: record.outcome,
      reason: record.reason,
      read_at: record.readAt,
      cause_proven: record.causeProven ? 1 : 0,
      after: record.after ? JSON.stringify(record.after) : null,
    })
    .where("id", "=", record.changeId)
    .execute();
  await tx
    .insertInto("settlement")
    .values({
      id: randomUUID(),
      change_id: record.changeId,
      at: record.at,
      outcome: record.outcome,
      reason: record.reason,
      note: null,
    })
    .execute();
  await appendAudit(tx, author, {
    action: "change.settled",
    outcome: record.outcome === "refused" ? "failed" : "done",
    entity: `change:${record.changeId}`,
    detail: {
      changeSetId: record.changeSetId,
      operationId: record.operationId,
      outcome: record.outcome,
      reason: record.reason,
      readAt: record.readAt,
      causeProven: record.causeProven,
    },
  });
}

/** Lets the live pages know, and closes the change set when every operation of it is settled. */
export async function touchChangeSet(tx: Tx, changeSetId: string): Promise<void> {
  await tx
    .updateTable("change_set")
    .set((e) => ({ version: e("version", "+", 1) }))
    .where("id", "=", changeSetId)
    .execute();
  await tx
    .updateTable("change_set")
    .set({ status: "done" })
    .where("id", "=", changeSetId)
    .where("status", "=", "applying")
    .where((e) =>
      e.not(
        e.exists(
          e
            .selectFrom("operation")
            .select("id")
            .whereRef("operation.change_set_id", "=", "change_set.id")
            .where("operation.state", "!=", "settled"),
        ),
      ),
    )
    .execute();
}
