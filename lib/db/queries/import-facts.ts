import { setImmediate } from "node:timers/promises";
import { sql } from "kysely";
import type { Queryable } from "@/lib/db/database";
import type { RelationRow } from "@/lib/db/queries/relations";
import { inScope, type Reach } from "@/lib/db/queries/scope";
import { grouped } from "@/lib/domain/grouped";
import type { RelationId, Uid } from "@/lib/domain/ids";

/** So many are looked up by one statement, and other work goes on in between. */
const atOnce = 500;

/** What decides which relation of a member is meant. */
export type RelationOfMember = Pick<
  RelationRow,
  "relation_id" | "account_id" | "counterpart" | "state" | "start_time" | "end_time" | "gone_at"
>;

/** Every relation within reach with these other accounts, by their UIDs. */
export async function relationsOfMembers(
  db: Queryable,
  { payer, scope }: Reach,
  uids: readonly Uid[],
): Promise<ReadonlyMap<string, readonly RelationOfMember[]>> {
  const rows: RelationOfMember[] = [];
  // The index has the length first: a UID is a number in text.
  for (const [length, alike] of grouped(uids, (uid) => uid.length))
    for (let from = 0; from < alike.length; from += atOnce) {
      const some = await db
        .selectFrom("relation")
        .select(["relation_id", "account_id", "counterpart", "state", "start_time", "end_time", "gone_at"])
        .where("payer_uid", "=", payer)
        .where(sql<boolean>`length(account_id) = ${sql.lit(length)}`)
        .where("account_id", "in", alike.slice(from, from + atOnce))
        .where(inScope(scope))
        .execute();
      rows.push(...some);
      await setImmediate();
    }
  return grouped(rows, (row) => row.account_id);
}

/** How a relation stands in the list: who it is with, and the bits of its codes (`SetSummary`). */
export type ListedCodes = Pick<
  RelationRow,
  "relation_id" | "account_id" | "nickname" | "account_name" | "read_began_at" | "held" | "unknown"
>;

/** The same of relations by their ids; one that is not within reach has no entry. */
export async function listedCodes(
  db: Queryable,
  { payer, scope }: Reach,
  relationIds: readonly RelationId[],
): Promise<ReadonlyMap<string, ListedCodes>> {
  const listed = new Map<string, ListedCodes>();
  for (let from = 0; from < relationIds.length; from += atOnce) {
    const rows = await db
      .selectFrom("relation")
      .select(["relation_id", "account_id", "nickname", "account_name", "read_began_at", "held", "unknown"])
      .where("payer_uid", "=", payer)
      .where("relation_id", "in", relationIds.slice(from, from + atOnce))
      .where(inScope(scope))
      .execute();
    for (const row of rows) listed.set(row.relation_id, row);
    await setImmediate();
  }
  return listed;
}
