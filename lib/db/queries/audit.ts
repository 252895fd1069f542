import type { Tx } from "@/lib/db/database";
import { type AuditEntry, chainHash } from "@/lib/domain/audit-chain";
import { canonicalJson } from "@/lib/domain/canonical-json";
import { instant } from "@/lib/domain/ids";

/** Who and what is behind a write. `person: null` is Linkbook itself: the sweep, the executor, the CLI. */
export interface AuditAuthor {
  readonly person: { readonly id: string } | null;
  /** The name of what acts when no person does: `executor`, `sweep`, `cli`. */
  readonly system?: string;
  readonly payerUid: string | null;
  /** From the page through the log to upstream's RequestId. */
  readonly correlationId: string;
}

export interface AuditEvent {
  readonly action: string;
  readonly outcome?: AuditEntry["outcome"];
  readonly entity?: string | null;
  /** Never a secret, a token, a session id or a LoginEmail. */
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** Appends to the log inside the transaction that does the thing. A failure rolls the thing back. */
export async function appendAudit(tx: Tx, author: AuditAuthor, event: AuditEvent): Promise<void> {
  // The conditional update takes the head's lock, so that two writers on PostgreSQL queue here.
  const head = await tx
    .updateTable("audit_head")
    .set((e) => ({ seq: e("seq", "+", 1) }))
    .where("id", "=", 1)
    .returning(["seq", "hash"])
    .executeTakeFirstOrThrow();
  const entry: AuditEntry = {
    seq: head.seq,
    at: instant(Date.now()),
    personId: author.person?.id ?? null,
    system: author.person ? null : (author.system ?? "linkbook"),
    payerUid: author.payerUid,
    action: event.action,
    outcome: event.outcome ?? "done",
    entity: event.entity ?? null,
    detail: canonicalJson(event.detail ?? {}),
    correlationId: author.correlationId,
  };
  const hash = chainHash(head.hash, entry);
  await tx
    .insertInto("audit")
    .values({
      seq: entry.seq,
      at: entry.at,
      person_id: entry.personId,
      system: entry.system,
      payer_uid: entry.payerUid,
      action: entry.action,
      outcome: entry.outcome,
      entity: entry.entity,
      detail: entry.detail,
      correlation_id: entry.correlationId,
      previous_hash: head.hash,
      hash,
    })
    .execute();
  await tx.updateTable("audit_head").set({ hash }).where("id", "=", 1).execute();
}
