import { z } from "zod";
import type { Queryable } from "@/lib/db/database";
import type { Schema } from "@/lib/db/schema";
import type { RelationId, Uid } from "@/lib/domain/ids";
import { isPermissionCode, type PermissionCode } from "@/lib/domain/permission-catalogue";

/** A person's draft as stored: what is wanted per relation, and the digest of what was seen when ticking. */
export interface Draft {
  readonly row: Schema["change_set"];
  readonly wanted: ReadonlyMap<RelationId, ReadonlyMap<PermissionCode, boolean>>;
  readonly basis: Readonly<Record<string, string>>;
}

const basisShape = z.record(z.string(), z.string());

/** The one open draft of a person on an account, if there is one. */
export async function draftOf(db: Queryable, payer: Uid, personId: string): Promise<Draft | null> {
  const row = await db
    .selectFrom("change_set")
    .selectAll()
    .where("payer_uid", "=", payer)
    .where("person_id", "=", personId)
    .where("status", "=", "draft")
    .executeTakeFirst();
  if (!row) return null;
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
  return { row, wanted, basis: basisShape.parse(JSON.parse(row.basis)) };
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
