import { randomUUID } from "node:crypto";
import type { Queryable, Tx } from "@/lib/db/database";
import { inScope, type Reach } from "@/lib/db/queries/scope";
import type { Instant, RelationId, Uid } from "@/lib/domain/ids";

/** Which of these ids are relations within reach. */
export async function knownRelations(
  db: Queryable,
  { payer, scope }: Reach,
  relationIds: readonly string[],
): Promise<readonly RelationId[]> {
  const rows = await db
    .selectFrom("relation")
    .select("relation_id")
    .where("payer_uid", "=", payer)
    .where("relation_id", "in", [...relationIds])
    .where(inScope(scope))
    .execute();
  return rows.map(({ relation_id }) => relation_id as RelationId);
}

export async function insertCheckRequests(
  tx: Tx,
  payer: Uid,
  asked: { readonly relationIds: readonly RelationId[]; readonly personId: string; readonly at: Instant },
): Promise<void> {
  await tx
    .insertInto("check_request")
    .values(
      asked.relationIds.map((relationId) => ({
        id: randomUUID(),
        payer_uid: payer,
        relation_id: relationId,
        person_id: asked.personId,
        asked_at: asked.at,
        done_at: null,
        error_code: null,
      })),
    )
    .execute();
}

/** Relations that somebody waits for, who asked first being first, with the requests for each. */
export async function pendingChecks(
  db: Queryable,
  payer: Uid,
  except: readonly RelationId[],
  most: number,
): Promise<ReadonlyMap<RelationId, readonly string[]>> {
  const rows = await db
    .selectFrom("check_request")
    .select(["id", "relation_id"])
    .where("payer_uid", "=", payer)
    .where("done_at", "is", null)
    .$if(except.length > 0, (query) => query.where("relation_id", "not in", [...except]))
    .orderBy("asked_at")
    .orderBy("id")
    .execute();
  const pending = new Map<RelationId, string[]>();
  for (const { id, relation_id } of rows) {
    const relationId = relation_id as RelationId;
    const requests = pending.get(relationId);
    if (requests) requests.push(id);
    else if (pending.size < most) pending.set(relationId, [id]);
  }
  return pending;
}

/** Closes the requests that one read answers: those that it was begun for, and those asked before it began. */
export async function closeCheckRequests(
  tx: Tx,
  payer: Uid,
  relationId: RelationId,
  read: {
    readonly requestIds: readonly string[];
    readonly askedUntil: Instant;
    readonly doneAt: Instant;
    readonly errorCode: string | null;
  },
): Promise<void> {
  await tx
    .updateTable("check_request")
    .set({ done_at: read.doneAt, error_code: read.errorCode })
    .where("payer_uid", "=", payer)
    .where("relation_id", "=", relationId)
    .where("done_at", "is", null)
    .where((e) => e.or([e("id", "in", [...read.requestIds]), e("asked_at", "<=", read.askedUntil)]))
    .execute();
}
