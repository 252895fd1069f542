import type { Queryable } from "@/lib/db/database";
import type { Instant, RelationId, Uid } from "@/lib/domain/ids";
import { isPermissionCode } from "@/lib/domain/permission-catalogue";
import type { RelationEvent } from "@/lib/domain/views/member";

const shown = 50;

/** What changed on a relation and when, newest first: our verified changes, and what nothing of ours explains. */
export async function relationEvents(
  db: Queryable,
  payer: Uid,
  relationId: RelationId,
): Promise<readonly RelationEvent[]> {
  const drifts = await db
    .selectFrom("drift")
    .leftJoin("operation", "operation.id", "drift.late_effect_of")
    .selectAll("drift")
    .select("operation.change_set_id as change_set_id")
    .where("drift.payer_uid", "=", payer)
    .where("drift.relation_id", "=", relationId)
    .orderBy("drift.found_at", "desc")
    .limit(shown)
    .execute();
  const changes = await db
    .selectFrom("change")
    .innerJoin("change_set", "change_set.id", "change.change_set_id")
    .innerJoin("person", "person.id", "change_set.person_id")
    .select(["change.code", "change.direction", "change.read_at", "change_set.id as set_id", "person.name as by"])
    .where("change.payer_uid", "=", payer)
    .where("change.relation_id", "=", relationId)
    .where("change.outcome", "=", "verified")
    .orderBy("change.read_at", "desc")
    .limit(shown)
    .execute();
  const outside = drifts.map(
    (row): RelationEvent => ({
      at: row.found_at as Instant,
      kind: row.late_effect_of === null ? "outside" : "late_effect",
      subject: row.subject,
      code: row.code !== null && isPermissionCode(row.code) ? row.code : null,
      rawCode: row.raw_code,
      direction: row.subject === "permission" ? (row.after === "on" ? "add" : "remove") : null,
      before: row.before,
      after: row.after,
      changeSetId: row.change_set_id,
      by: null,
    }),
  );
  const ours = changes.map(
    (row): RelationEvent => ({
      at: row.read_at as Instant,
      kind: "ours",
      subject: "permission",
      code: isPermissionCode(row.code) ? row.code : null,
      rawCode: null,
      direction: row.direction === "add" ? "add" : "remove",
      before: row.direction === "add" ? "off" : "on",
      after: row.direction === "add" ? "on" : "off",
      changeSetId: row.set_id,
      by: row.by,
    }),
  );
  return [...outside, ...ours].sort((a, b) => (a.at < b.at ? 1 : -1)).slice(0, shown);
}
