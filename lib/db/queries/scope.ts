import { type RawBuilder, sql } from "kysely";
import type { Queryable, Tx } from "@/lib/db/database";
import type { Uid } from "@/lib/domain/ids";
import type { MemberScope } from "@/lib/domain/policy";

/** Whose relations are meant: an account's, and of these the ones that somebody may see. */
export interface Reach {
  readonly payer: Uid;
  readonly scope: MemberScope;
}

const everything = sql<boolean>`1 = 1`;

/**
 * The one predicate of scope, for a query that has the table `relation` in it: what is out of it is not there. Put beside
 * the payer in every query that a person's read or verb reaches relations by.
 */
export function inScope(scope: MemberScope): RawBuilder<boolean> {
  if (scope.kind === "all") return everything;
  const either = [
    ...(scope.owners.length === 0 ? [] : [sql`"relation"."owner" in (${sql.join(scope.owners)})`]),
    ...(scope.costCentres.length === 0 ? [] : [sql`"relation"."cost_centre" in (${sql.join(scope.costCentres)})`]),
  ];
  return either.length === 0 ? sql<boolean>`1 = 0` : sql<boolean>`(${sql.join(either, sql` or `)})`;
}

/** The same where there is only a relation's id, in a column such as `change.relation_id`. */
export const isIdInScope = ({ payer, scope }: Reach, column: string): RawBuilder<boolean> =>
  scope.kind === "all"
    ? everything
    : sql<boolean>`${sql.ref(column)} in (
        select "relation"."relation_id" from "relation" where "relation"."payer_uid" = ${payer} and ${inScope(scope)})`;

/** Whose members a person sees. A kind that another version wrote names nobody's. */
export async function scopeOf(db: Queryable, personId: string): Promise<MemberScope> {
  const rows = await db
    .selectFrom("person_scope")
    .select(["kind", "value"])
    .where("person_id", "=", personId)
    .orderBy("value")
    .execute();
  if (rows.length === 0) return { kind: "all" };
  const of = (kind: "owner" | "cost_centre") => rows.filter((row) => row.kind === kind).map(({ value }) => value);
  return { kind: "some", owners: of("owner"), costCentres: of("cost_centre") };
}

/**
 * Puts another scope in the place of a person's, within a transaction that also logs it. Values are kept as local facts
 * are (`ownerOf`, `costCentreOf` of the domain): the caller has tidied them. Throws for a scope that names nothing: its rows
 * would be none, which is everybody's members.
 */
export async function replaceScope(tx: Tx, personId: string, scope: MemberScope): Promise<void> {
  await tx.deleteFrom("person_scope").where("person_id", "=", personId).execute();
  if (scope.kind === "all") return;
  const rows = [
    ...[...new Set(scope.owners)].map((value) => ({ person_id: personId, kind: "owner", value })),
    ...[...new Set(scope.costCentres)].map((value) => ({ person_id: personId, kind: "cost_centre", value })),
  ];
  if (rows.length === 0 || rows.some(({ value }) => value === ""))
    throw new Error("a scope names at least one owner or cost centre, and none of them is empty");
  await tx.insertInto("person_scope").values(rows).execute();
}
