import { z } from "zod";
import type { Queryable } from "@/lib/db/database";
import type { Instant, RelationId, Uid } from "@/lib/domain/ids";

/** States after which nothing of a relation changes any more. */
const ended: readonly string[] = ["REJECTED", "CONNECTION_CANCELED", "CONNECTION_MASTER_CANCEL"];

/** Whether a sweep reads the permissions of a relation in this state again and again. */
export const isReadOnSchedule = (state: string): boolean => !ended.includes(state);

const failure = z.object({ at: z.string() });

/**
 * The relations of which a sweep reads the permissions, in this order: those of which something changed since they
 * were read, those never read, the longest unread. An ended one is asked for once, after it ended; a state that
 * nobody knows is read like one in effect. `readBefore`: what was read later is fresh enough.
 */
export async function dueReads(db: Queryable, payer: Uid, readBefore: Instant): Promise<readonly RelationId[]> {
  const rows = await db
    .selectFrom("relation")
    .select(["relation_id", "state", "changed_at", "read_began_at", "read_error"])
    .where("payer_uid", "=", payer)
    .where("gone_at", "is", null)
    .where((e) =>
      e.or([
        e.and([
          e("state", "not in", ended),
          e.or([e("read_began_at", "is", null), e("read_began_at", "<=", readBefore)]),
        ]),
        e.and([e("changed_at", "is not", null), e("read_began_at", "is", null)]),
        e("changed_at", ">", e.ref("read_began_at")),
      ]),
    )
    .execute();
  const isTriedSince = (row: (typeof rows)[number]) =>
    row.read_error !== null && failure.parse(JSON.parse(row.read_error)).at >= (row.changed_at ?? "");
  const rank = (row: (typeof rows)[number]) =>
    (row.changed_at ?? "") > (row.read_began_at ?? "") ? 0 : row.read_began_at === null ? 1 : 2;
  return rows
    .filter((row) => !(ended.includes(row.state) && isTriedSince(row)))
    .map((row) => ({ id: row.relation_id as RelationId, rank: rank(row), readAt: row.read_began_at ?? "" }))
    .sort((a, b) => a.rank - b.rank || (a.readAt < b.readAt ? -1 : a.readAt > b.readAt ? 1 : 0))
    .map(({ id }) => id);
}

/** How many relations in effect or pending a sweep that takes `dueReads` leaves out, since their sets are fresh. */
export async function countFreshReads(db: Queryable, payer: Uid, readBefore: Instant): Promise<number> {
  const { count } = await db
    .selectFrom("relation")
    .select((e) => e.fn.countAll<number>().as("count"))
    .where("payer_uid", "=", payer)
    .where("gone_at", "is", null)
    .where("state", "not in", ended)
    .where("read_began_at", ">", readBefore)
    .where((e) => e.or([e("changed_at", "is", null), e("changed_at", "<=", e.ref("read_began_at"))]))
    .executeTakeFirstOrThrow();
  return Number(count);
}
