import type { Queryable } from "@/lib/db/database";
import { inOrder, matchingRelations } from "@/lib/db/queries/members";
import { openStates } from "@/lib/db/queries/operations";
import type { RelationRow } from "@/lib/db/queries/relations";
import { inScope, type Reach } from "@/lib/db/queries/scope";
import type { Instant, RelationId, Uid } from "@/lib/domain/ids";
import type { MemberQuery } from "@/lib/domain/views/member";

const columns = [
  "relation_id",
  "account_id",
  "account_name",
  "nickname",
  "counterpart",
  "type",
  "state",
  "start_time",
  "end_time",
  "gone_at",
  "read_began_at",
  "held",
  "unknown",
] as const satisfies readonly (keyof RelationRow)[];

/** What the matrix needs of a relation. */
export type MatrixRelation = Pick<RelationRow, (typeof columns)[number]>;

/** The relations of a view, in its order; those whose other side is a management account after all others. */
export async function matrixRelations(
  db: Queryable,
  reach: Reach,
  query: MemberQuery,
  most: number,
): Promise<readonly MatrixRelation[]> {
  const part = (side: "=" | "!=", room: number) =>
    matchingRelations(db, reach, query)
      .select(columns)
      .where("counterpart", side, "MASTER")
      .$call((relations) => inOrder(relations, query.sort, query.descending, "last"))
      .limit(room)
      .execute();
  const members = await part("!=", most);
  return members.length === most ? members : [...members, ...(await part("=", most - members.length))];
}

/** The same of relations by their ids, in no order; one that is not within reach is left out. */
export const matrixRelationsOf = (
  db: Queryable,
  { payer, scope }: Reach,
  relationIds: readonly RelationId[],
): Promise<readonly MatrixRelation[]> =>
  db
    .selectFrom("relation")
    .select(columns)
    .where("payer_uid", "=", payer)
    .where("relation_id", "in", [...relationIds])
    .where(inScope(scope))
    .execute();

/** An operation that is not settled, with one of its codes that a later read may still decide; null: none of them. */
export interface OpenCode {
  readonly id: string;
  readonly relation_id: string;
  readonly state: string;
  readonly settles_at: string | null;
  readonly code: string | null;
}

/** Of the whole account, or of some relations, at least one. */
export type Among = readonly RelationId[] | null;

/** The operations that are not settled, a row for each code of theirs that is not decided, oldest first. */
export const openCodes = (db: Queryable, payer: Uid, among: Among): Promise<readonly OpenCode[]> =>
  db
    .selectFrom("operation")
    .leftJoin("change", (join) =>
      join
        .onRef("change.operation_id", "=", "operation.id")
        .on((e) => e.or([e("outcome", "is", null), e("outcome", "in", ["not_confirmed", "awaiting_member"])])),
    )
    .select(["operation.id", "operation.relation_id", "operation.state", "operation.settles_at", "change.code"])
    .where("operation.payer_uid", "=", payer)
    // Named one by one: their index begins with the state, and nearly all are settled.
    .where("operation.state", "in", [...openStates])
    .$if(among !== null, (query) => query.where("operation.relation_id", "in", [...(among ?? [])]))
    .orderBy("operation.created_at")
    .orderBy("operation.position")
    .execute();

/** The settled changes of change sets that were applied since a moment, oldest first. */
export const settledChanges = (
  db: Queryable,
  payer: Uid,
  since: Instant,
  among: Among,
): Promise<
  readonly {
    readonly relation_id: string;
    readonly code: string;
    readonly direction: string;
    readonly outcome: string | null;
    readonly reason: string | null;
  }[]
> =>
  db
    .selectFrom("change_set")
    .innerJoin("change", "change.change_set_id", "change_set.id")
    .select(["change.relation_id", "change.code", "change.direction", "change.outcome", "change.reason"])
    .where("change_set.payer_uid", "=", payer)
    .where("change_set.status", "in", ["applying", "done"])
    .where("change_set.purpose", "=", "change")
    .where("change_set.applied_at", ">=", since)
    .where("change.outcome", "is not", null)
    .$if(among !== null, (query) => query.where("change.relation_id", "in", [...(among ?? [])]))
    .orderBy("change_set.applied_at")
    .orderBy("change_set.id")
    .execute();
