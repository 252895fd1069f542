import { type ExpressionBuilder, type RawBuilder, type SelectQueryBuilder, sql } from "kysely";
import type { Queryable } from "@/lib/db/database";
import type { RelationRow } from "@/lib/db/queries/relations";
import { inScope, isIdInScope, type Reach } from "@/lib/db/queries/scope";
import type { Schema } from "@/lib/db/schema";
import type { RelationId, Uid } from "@/lib/domain/ids";
import { isNarrowed } from "@/lib/domain/member-query";
import { searchNeedle } from "@/lib/domain/member-search";
import type { PermissionCode } from "@/lib/domain/permission-catalogue";
import { codeBit } from "@/lib/domain/set-summary";
import type { MemberQuery, MemberSort } from "@/lib/domain/views/member";

/** Up to so many matches are found in one look through the rows, and put in order afterwards. */
const fewMatches = 2_000;

/** A page that begins before this is walked to from the start at once. */
const nearStart = 2_000;

type Relations = SelectQueryBuilder<Schema, "relation", object>;
type Condition = ExpressionBuilder<Schema, "relation">;

/** The rows of a view of the list, in order, and where it stands. A page beyond the end is the last one. */
export async function findRelations(
  db: Queryable,
  reach: Reach,
  query: MemberQuery,
): Promise<{ readonly relations: readonly RelationRow[]; readonly matching: number; readonly page: number }> {
  const narrowing = matchingRelations(db, reach, query);
  // Neither engine can tell whether a search finds three rows or all: walking an index of the order is right for
  // many matches, and reads the whole table for few.
  const few = isCut(reach, query) ? await atMostFew(narrowing) : null;
  const asked = (Math.max(1, query.page) - 1) * query.pageSize;
  // Where it begins near the start, a page is walked to while the matches are counted, on an engine that can do both.
  const isNear = !few && asked <= nearStart;
  const [matching, near] = await Promise.all([
    few ? few.length : count(narrowing),
    isNear ? pageInOrder(narrowing, query, asked, Number.POSITIVE_INFINITY) : [],
  ]);
  const page = Math.min(Math.max(1, query.page), pagesOf(matching, query.pageSize));
  const from = (page - 1) * query.pageSize;
  const ids = few
    ? (await putInOrder(db, reach.payer, few, query)).slice(from, from + query.pageSize)
    : isNear && from === asked
      ? near
      : await pageInOrder(narrowing, query, from, matching);
  return { relations: await relationsInOrder(db, reach, ids), matching, page };
}

/** The ids of every relation that a query matches, in its order, whatever its page. */
export async function matchingInOrder(db: Queryable, reach: Reach, query: MemberQuery): Promise<readonly RelationId[]> {
  const narrowing = matchingRelations(db, reach, query);
  const few = isCut(reach, query) ? await atMostFew(narrowing) : null;
  if (few) return putInOrder(db, reach.payer, few, query);
  const rows = await narrowing
    .select("relation_id")
    .$call((relations) => inOrder(relations, query.sort, query.descending, "last"))
    .execute();
  return rows.map(({ relation_id }) => relation_id as RelationId);
}

/** The rows of relations in the order of these ids; one that is not within reach is left out. */
export async function relationsInOrder(
  db: Queryable,
  { payer, scope }: Reach,
  ids: readonly string[],
): Promise<readonly RelationRow[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom("relation")
    .selectAll()
    .where("payer_uid", "=", payer)
    .where("relation_id", "in", [...ids])
    .where(inScope(scope))
    .execute();
  const byId = new Map(rows.map((row) => [row.relation_id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** The relations of a view in no order, to select from. */
export const matchingRelations = (db: Queryable, reach: Reach, query: MemberQuery): Relations =>
  db
    .selectFrom("relation")
    .where("payer_uid", "=", reach.payer)
    .where(isIdInScope(reach, "relation.relation_id"))
    .where((e) => e.and(conditions(e, reach.payer, query)));

/** Whether a view may have few of the account's relations. */
const isCut = ({ scope }: Reach, query: MemberQuery): boolean => scope.kind !== "all" || isNarrowed(query);

/** Every match in no order; null when there are more than a few. */
async function atMostFew(narrowing: Relations): Promise<readonly string[] | null> {
  const rows = await narrowing
    .select("relation_id")
    .limit(fewMatches + 1)
    .execute();
  return rows.length > fewMatches ? null : rows.map(({ relation_id }) => relation_id);
}

async function putInOrder(
  db: Queryable,
  payer: Uid,
  ids: readonly string[],
  { sort, descending }: MemberQuery,
): Promise<readonly RelationId[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom("relation")
    .select("relation_id")
    .where("payer_uid", "=", payer)
    .where("relation_id", "in", [...ids])
    .$call((relations) => inOrder(relations, sort, descending, "last"))
    .execute();
  return rows.map(({ relation_id }) => relation_id as RelationId);
}

/** One page of many, walked to from the nearer end. */
async function pageInOrder(
  narrowing: Relations,
  { sort, descending, pageSize }: MemberQuery,
  from: number,
  matching: number,
): Promise<readonly string[]> {
  const size = Math.min(pageSize, matching - from);
  if (size <= 0) return [];
  const isFar = from > matching / 2;
  const rows = await narrowing
    .select("relation_id")
    .$call((relations) => inOrder(relations, sort, descending !== isFar, isFar ? "first" : "last"))
    .limit(size)
    .offset(isFar ? matching - from - size : from)
    .execute();
  const ids = rows.map(({ relation_id }) => relation_id);
  return isFar ? ids.reverse() : ids;
}

export const pagesOf = (matching: number, pageSize: number): number => Math.max(1, Math.ceil(matching / pageSize));

/** How many members upstream lists: relations in which the other side is not the management account. */
export async function countMembers(
  db: Queryable,
  reach: Reach,
): Promise<{ readonly all: number; readonly unowned: number }> {
  const { all, unowned } = await db
    .selectFrom("relation")
    .select((e) => [
      e.fn.countAll<number>().as("all"),
      sql<number>`coalesce(sum(case when owner = '' then 1 else 0 end), 0)`.as("unowned"),
    ])
    .where("payer_uid", "=", reach.payer)
    .where("counterpart", "!=", "MASTER")
    .where("gone_at", "is", null)
    .where(isIdInScope(reach, "relation.relation_id"))
    .executeTakeFirstOrThrow();
  return { all: Number(all), unowned: Number(unowned) };
}

/** How many relations a view has. */
export const countMatching = (db: Queryable, reach: Reach, query: MemberQuery): Promise<number> =>
  count(matchingRelations(db, reach, query));

/** The relations among these that have an operation which is not settled. */
export async function busyRelations(
  db: Queryable,
  payer: Uid,
  relationIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (relationIds.length === 0) return new Set();
  const rows = await db
    .selectFrom("operation")
    .select("relation_id")
    .distinct()
    .where("payer_uid", "=", payer)
    .where("relation_id", "in", [...relationIds])
    .where("state", "!=", "settled")
    .execute();
  return new Set(rows.map(({ relation_id }) => relation_id));
}

async function count(relations: Relations): Promise<number> {
  const row = await relations.select((e) => e.fn.countAll<number>().as("count")).executeTakeFirstOrThrow();
  return Number(row.count);
}

const bit = (code: PermissionCode) => sql.lit(codeBit(code));

function conditions(e: Condition, payer: Uid, query: MemberQuery) {
  const needle = searchNeedle(query.search);
  return [
    ...(needle === "" ? [] : [sql<boolean>`search like ${`%${needle.replace(/[\\%_]/g, "\\$&")}%`} escape '\\'`]),
    ...(query.states.length === 0 ? [] : [e("state", "in", [...query.states])]),
    ...(query.types.length === 0 ? [] : [e("type", "in", [...query.types])]),
    // Each bit for itself: PostgreSQL keeps statistics of these expressions, and guesses wrong of any other.
    ...query.held.map((code) => sql<boolean>`(held & ${bit(code)}) = ${bit(code)}`),
    // What nobody knows is not "not held": an unmapped code may be its twin.
    ...query.notHeld.map((code) => sql<boolean>`(held & ${bit(code)}) = 0 and (unknown & ${bit(code)}) = 0`),
    ...(query.changedSince === null ? [] : [e("changed_at", ">=", query.changedSince)]),
    ...(query.notCheckedSince === null
      ? []
      : [e.or([e("read_began_at", "is", null), e("read_began_at", "<", query.notCheckedSince)])]),
    ...(query.owner === "" ? [] : [e("owner", "=", query.owner)]),
    ...(query.unowned ? [e("owner", "=", "")] : []),
    ...(query.costCentre === "" ? [] : [e("cost_centre", "=", query.costCentre)]),
    ...(query.tag === ""
      ? []
      : [
          e(
            "relation_id",
            "in",
            e
              .selectFrom("local_tag")
              .select("local_tag.relation_id")
              .where("local_tag.payer_uid", "=", payer)
              .where("local_tag.tag", "=", query.tag),
          ),
        ]),
  ];
}

/** What a sort goes by; its index has the same keys. A UID is a number in text, so the shorter one is the smaller. */
const sortKeys = {
  name: [sql`search`],
  uid: [sql`length(account_id)`, sql`account_id`],
  relation: [],
  type: [sql`type`],
  state: [sql`state`],
  setup: [sql`setup_time`],
  start: [sql`start_time`],
  end: [sql`end_time`],
  permissions: [sql`on_count`],
  checked: [sql`read_began_at`],
  owner: [sql`owner`],
  costCentre: [sql`cost_centre`],
} satisfies Record<MemberSort, readonly RawBuilder<unknown>[]>;

const nullable: ReadonlySet<MemberSort> = new Set(["setup", "start", "end", "permissions", "checked"]);

/** The relation id makes the order whole, in the same direction. */
export function inOrder<Tables, Table extends keyof Tables, Selection>(
  relations: SelectQueryBuilder<Tables, Table, Selection>,
  sort: MemberSort,
  descending: boolean,
  nulls: "first" | "last",
): SelectQueryBuilder<Tables, Table, Selection> {
  const keys: readonly RawBuilder<unknown>[] = sortKeys[sort];
  return [...keys, sql`length(relation_id)`, sql`relation_id`].reduce<typeof relations>(
    (ordered, key) =>
      ordered.orderBy(key, (order) => {
        const directed = descending ? order.desc() : order.asc();
        if (!keys.includes(key) || !nullable.has(sort)) return directed;
        return nulls === "first" ? directed.nullsFirst() : directed.nullsLast();
      }),
    relations,
  );
}
