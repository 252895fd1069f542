import type { ExpressionBuilder } from "kysely";
import type { Queryable } from "@/lib/db/database";
import type { Schema } from "@/lib/db/schema";
import type { AuditEntry } from "@/lib/domain/audit-chain";
import type { Instant, Uid } from "@/lib/domain/ids";

export interface ChainedEntry {
  readonly entry: AuditEntry;
  readonly previousHash: string;
  readonly hash: string;
}

const toChained = (row: Schema["audit"]): ChainedEntry => ({
  entry: {
    seq: row.seq,
    at: row.at as Instant,
    personId: row.person_id,
    system: row.system,
    payerUid: row.payer_uid,
    action: row.action,
    outcome: row.outcome as AuditEntry["outcome"],
    entity: row.entity,
    detail: row.detail,
    correlationId: row.correlation_id,
  },
  previousHash: row.previous_hash,
  hash: row.hash,
});

/** Rows after a sequence number, oldest first. */
export async function auditRowsAfter(db: Queryable, seq: number, limit: number): Promise<readonly ChainedEntry[]> {
  const rows = await db.selectFrom("audit").selectAll().where("seq", ">", seq).orderBy("seq").limit(limit).execute();
  return rows.map(toChained);
}

/**
 * Rows before a sequence number (`null`: the newest), newest first, with the e-mail of the person as it is today: those
 * of an account and those of none, such as sign-ins.
 */
export async function auditRowsBefore(
  db: Queryable,
  payer: Uid,
  seq: number | null,
  limit: number,
): Promise<readonly (ChainedEntry & { readonly email: string | null })[]> {
  let query = db
    .selectFrom("audit")
    .leftJoin("person", "person.id", "audit.person_id")
    .selectAll("audit")
    .select("person.email as email")
    .where(isOfAccount(payer))
    .orderBy("audit.seq", "desc")
    .limit(limit);
  if (seq !== null) query = query.where("audit.seq", "<", seq);
  return (await query.execute()).map((row) => ({ ...toChained(row), email: row.email }));
}

/** How many rows that is. */
export async function countAuditRows(db: Queryable, payer: Uid): Promise<number> {
  const counted = db
    .selectFrom("audit")
    .select((e) => e.fn.countAll<number>().as("rows"))
    .where(isOfAccount(payer));
  return Number((await counted.executeTakeFirstOrThrow()).rows);
}

const isOfAccount = (payer: Uid) => (e: ExpressionBuilder<Schema, "audit">) =>
  e.or([e("audit.payer_uid", "=", payer), e("audit.payer_uid", "is", null)]);

/** The last sequence number, which is also the number of rows, and its hash. */
export const auditHead = (db: Queryable): Promise<{ readonly seq: number; readonly hash: string }> =>
  db.selectFrom("audit_head").select(["seq", "hash"]).where("id", "=", 1).executeTakeFirstOrThrow();
