import { appDatabase } from "@/lib/db/app-database";
import type { Database } from "@/lib/db/database";
import { appendAudit } from "@/lib/db/queries/audit";
import type { AuditEntry } from "@/lib/domain/audit-chain";
import type { ErrorCode } from "@/lib/domain/errors";
import type { Actor } from "@/lib/domain/policy";

/** An attempt that came to nothing: who, what, aimed at what, and the answer. */
export interface Attempt {
  readonly action: string;
  readonly code: ErrorCode;
  readonly fields: readonly string[] | undefined;
  readonly actor: Actor | null;
  readonly payer: string | null;
  readonly entity: string | null;
  readonly correlationId: string;
}

const outcomes: Partial<Record<ErrorCode, AuditEntry["outcome"]>> = {
  forbidden: "denied",
  bad_origin: "denied",
  not_found: "denied",
  not_signed_in: "denied",
  internal: "failed",
  storage_busy: "failed",
  storage_full: "failed",
};

/**
 * Writes a denied, refused or failed attempt into the log, in a transaction of its own: the one that it was part of
 * is rolled back. A person's input is not kept, only the names of the fields that were wrong.
 */
export async function recordDenied(attempt: Attempt, database: Database = appDatabase()): Promise<void> {
  const { actor, code, fields } = attempt;
  await database.transaction((tx) =>
    appendAudit(
      tx,
      {
        person: actor ? { id: actor.id } : null,
        system: "anonymous",
        payerUid: attempt.payer,
        correlationId: attempt.correlationId,
      },
      {
        action: attempt.action,
        outcome: outcomes[code] ?? "refused",
        entity: attempt.entity,
        detail: { code, fields },
      },
    ),
  );
}
