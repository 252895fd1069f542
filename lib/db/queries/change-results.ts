import { type RawBuilder, sql } from "kysely";
import type { Queryable } from "@/lib/db/database";
import { isIdInScope, type Reach } from "@/lib/db/queries/scope";
import { grouped } from "@/lib/domain/grouped";
import { permissionCodes } from "@/lib/domain/permission-catalogue";
import { parseResult, type Result } from "@/lib/domain/receipt-query";

/** Where a change stands, in words of SQL: its outcome, or how far its operation has come. */
const result: RawBuilder<string> = sql`coalesce("change"."outcome", case "operation"."state"
  when 'sending' then 'sending' when 'checking' then 'checking' else 'queued' end)`;

const changesOf = (db: Queryable, reach: Reach, changeSetIds: readonly string[]) =>
  db
    .selectFrom("change")
    .leftJoin("operation", "operation.id", "change.operation_id")
    .where("change.change_set_id", "in", [...changeSetIds])
    .where(isIdInScope(reach, "change.relation_id"));

/** How many changes of each set, as far as they are within reach, stand where, and on how many relations; the numbers add up to the number of changes. */
export async function totalsOf(
  db: Queryable,
  reach: Reach,
  changeSetIds: readonly string[],
): Promise<ReadonlyMap<string, { readonly totals: Totals; readonly changes: number; readonly relations: number }>> {
  if (changeSetIds.length === 0) return new Map();
  const rows = await changesOf(db, reach, changeSetIds)
    .select((e) => ["change.change_set_id", result.as("result"), e.fn.countAll<number>().as("count")])
    .groupBy(["change.change_set_id", result])
    .execute();
  const relations = await db
    .selectFrom("change")
    .select((e) => ["change_set_id", e.fn.count<number>("relation_id").distinct().as("count")])
    .where("change_set_id", "in", [...changeSetIds])
    .where(isIdInScope(reach, "change.relation_id"))
    .groupBy("change_set_id")
    .execute();
  const relationsIn = new Map(relations.map(({ change_set_id, count }) => [change_set_id, Number(count)]));
  return new Map(
    [...grouped(rows, (row) => row.change_set_id)].map(([id, own]) => {
      const totals: Partial<Record<Result, number>> = {};
      let changes = 0;
      for (const row of own) {
        const known = parseResult(row.result);
        if (known) totals[known] = Number(row.count);
        changes += Number(row.count);
      }
      return [id, { totals, changes, relations: relationsIn.get(id) ?? 0 }];
    }),
  );
}
export type Totals = Readonly<Partial<Record<Result, number>>>;

const place = sql<number>`case "change"."code" ${sql.join(
  permissionCodes.map((code, index) => sql`when ${sql.lit(code)} then ${sql.lit(index)}`),
  sql` `,
)} else ${sql.lit(permissionCodes.length)} end`;

/**
 * The ids of a set's changes within reach with this result, or all: relations by their number (it is text, so the shorter one
 * first), requests as they are sent, codes as in the catalogue.
 */
export async function changeIds(
  db: Queryable,
  reach: Reach,
  changeSetId: string,
  part: { readonly result: Result | null; readonly from: number; readonly most: number },
): Promise<readonly string[]> {
  const rows = await changesOf(db, reach, [changeSetId])
    .select("change.id")
    .$if(part.result !== null, (query) => query.where(result, "=", part.result ?? ""))
    .orderBy(sql`length("change"."relation_id")`)
    .orderBy("change.relation_id")
    .orderBy(sql`coalesce("operation"."position", -1)`)
    .orderBy(place)
    .limit(part.most)
    .offset(part.from)
    .execute();
  return rows.map(({ id }) => id);
}

/**
 * Whether somebody may see a set of changes, for a query with the table `change_set` in it: who asked for it, or one of
 * whose members it is about. A condition of SQL.
 */
export const isSetInReach = (reach: Reach, personId: string): RawBuilder<boolean> =>
  reach.scope.kind === "all"
    ? sql<boolean>`1 = 1`
    : sql<boolean>`("change_set"."person_id" = ${personId} or exists (
        select 1 from "change" where "change"."change_set_id" = "change_set"."id"
          and ${isIdInScope(reach, "change.relation_id")}))`;

/** Whether every change of a set is within reach. */
export async function isWholeInReach(db: Queryable, reach: Reach, changeSetId: string): Promise<boolean> {
  const beyond = await db
    .selectFrom("change")
    .select("id")
    .where("change_set_id", "=", changeSetId)
    .where((e) => e.not(isIdInScope(reach, "change.relation_id")))
    .executeTakeFirst();
  return beyond === undefined;
}
