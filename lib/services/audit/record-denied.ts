import { appDatabase } from "@/lib/db/app-database";
import type { Database } from "@/lib/db/database";
import { appendSparingly } from "@/lib/db/queries/append-sparingly";
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
  /** Where it came from, as far as that is known; told apart by, and never kept. */
  readonly address?: string;
}

const outcomes: Partial<Record<ErrorCode, AuditEntry["outcome"]>> = {
  forbidden: "denied",
  bad_origin: "denied",
  not_found: "denied",
  not_signed_in: "denied",
  internal: "failed",
  storage_busy: "failed",
  storage_full: "failed",
  storage_gone: "failed",
  storage_unsure: "failed",
};

/**
 * Writes a denied, refused or failed attempt into the log, in a transaction of its own: the one that it was part of
 * is rolled back. A person's input is not kept, only the names of the fields that were wrong. What a person tried is
 * always written; of what nobody in particular tries, a row a minute for each address. `now`: ms since 1970.
 */
export async function recordDenied(
  attempt: Attempt,
  database: Database = appDatabase(),
  now: number = Date.now(),
): Promise<void> {
  const { action, actor, code, fields, entity, correlationId } = attempt;
  const author = {
    person: actor ? { id: actor.id } : null,
    system: "anonymous",
    payerUid: attempt.payer,
    correlationId,
  };
  const event = { action, outcome: outcomes[code] ?? "refused", entity, detail: { code, fields } };
  if (actor) return database.transaction((tx) => appendAudit(tx, author, event));
  await appendSparingly(database, { what: `${action} ${code}`, from: attempt.address ?? "", now }, author, event);
}
