import type { Queryable, Tx } from "@/lib/db/database";
import { runForRows } from "@/lib/db/queries/many-rows";
import type { Schema } from "@/lib/db/schema";
import type { RelationId, Uid } from "@/lib/domain/ids";
import { isPermissionCode, type PermissionCode } from "@/lib/domain/permission-catalogue";

/** A person's draft as stored: what is wanted per relation, and the digest of what was seen when ticking. */
export interface Draft {
  readonly row: Schema["change_set"];
  readonly wanted: ReadonlyMap<RelationId, ReadonlyMap<PermissionCode, boolean>>;
  readonly basis: ReadonlyMap<string, string>;
}

/** The one open draft of a person on an account, if there is one. */
export async function draftOf(db: Queryable, payer: Uid, personId: string): Promise<Draft | null> {
  const row = await db
    .selectFrom("change_set")
    .selectAll()
    .where("payer_uid", "=", payer)
    .where("person_id", "=", personId)
    .where("status", "=", "draft")
    .executeTakeFirst();
  return row ? storedPlan(db, row) : null;
}

/** What a change set wants that was not applied yet, with what was seen of each relation. */
export async function storedPlan(db: Queryable, row: Schema["change_set"]): Promise<Draft> {
  const changes = await db
    .selectFrom("change")
    .select(["relation_id", "code", "direction"])
    .where("change_set_id", "=", row.id)
    .orderBy("relation_id")
    .execute();
  const wanted = new Map<RelationId, Map<PermissionCode, boolean>>();
  for (const { relation_id, code, direction } of changes) {
    if (!isPermissionCode(code)) continue;
    const relationId = relation_id as RelationId;
    wanted.set(relationId, (wanted.get(relationId) ?? new Map()).set(code, direction === "add"));
  }
  const basis = await db
    .selectFrom("draft_basis")
    .select(["relation_id", "digest"])
    .where("change_set_id", "=", row.id)
    .execute();
  return { row, wanted, basis: new Map(basis.map(({ relation_id, digest }) => [relation_id, digest])) };
}

/** Keeps what was seen of relations when they were ticked, in place of what was seen before. */
export async function keepBasis(tx: Tx, changeSetId: string, digests: ReadonlyMap<RelationId, string>): Promise<void> {
  const rows = [...digests].map(([relation_id, digest]) => ({ change_set_id: changeSetId, relation_id, digest }));
  await runForRows(tx, "keep basis", rows, (some) =>
    tx
      .insertInto("draft_basis")
      .values(some)
      .onConflict((conflict) =>
        conflict.columns(["change_set_id", "relation_id"]).doUpdateSet((e) => ({ digest: e.ref("excluded.digest") })),
      ),
  );
}

/** Raised with every edit, so that pages and tabs see that the draft is another one. */
export async function raiseVersion(tx: Tx, changeSetId: string): Promise<void> {
  await tx
    .updateTable("change_set")
    .set((e) => ({ version: e("version", "+", 1) }))
    .where("id", "=", changeSetId)
    .execute();
}

/** Codes that a verified change has moved on an account: their derived pairs are proven. */
export async function movedCodes(db: Queryable, payer: Uid): Promise<ReadonlySet<PermissionCode>> {
  const rows = await db
    .selectFrom("change")
    .select("code")
    .distinct()
    .where("payer_uid", "=", payer)
    .where("outcome", "=", "verified")
    .where("cause_proven", "=", 1)
    .execute();
  return new Set(rows.map(({ code }) => code).filter(isPermissionCode));
}
