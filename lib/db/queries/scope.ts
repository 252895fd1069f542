import { type RawBuilder, sql } from "kysely";
import type { Queryable, Tx } from "@/lib/db/database";
import { grouped } from "@/lib/domain/grouped";
import type { Uid } from "@/lib/domain/ids";
import { everyMember, type MemberScope } from "@/lib/domain/policy";

/** Whose relations are meant: an account's, and of these the ones that somebody may see. */
export interface Reach {
  readonly payer: Uid;
  readonly scope: MemberScope;
}

const everything = sql<boolean>`1 = 1`;

/** What a scope asks of a row of the table `relation`: one of these. */
const partsOf = (scope: MemberScope): readonly RawBuilder<boolean>[] =>
  scope.kind === "all"
    ? [everything]
    : [
        ...(scope.owners.length === 0 ? [] : [sql<boolean>`"relation"."owner" in (${sql.join(scope.owners)})`]),
        ...(scope.costCentres.length === 0
          ? []
          : [sql<boolean>`"relation"."cost_centre" in (${sql.join(scope.costCentres)})`]),
      ];

/**
 * Whether a relation is in a scope, for a query with the table `relation` in it whose rows are found by their ids. What is
 * out of scope is not there: this or `isIdInScope` is beside the payer in every query by which a person reaches relations.
 */
export function inScope(scope: MemberScope): RawBuilder<boolean> {
  const parts = partsOf(scope);
  return parts.length === 0 ? sql<boolean>`1 = 0` : sql<boolean>`(${sql.join(parts, sql` or `)})`;
}

/**
 * The same for a column with the id of a relation, and for relations that are looked for: by a look into the index of each
 * part, where of an "or" SQLite would read every wide row.
 */
export function isIdInScope({ payer, scope }: Reach, column: string): RawBuilder<boolean> {
  if (scope.kind === "all") return everything;
  const ids = partsOf(scope).map(
    (part) => sql`select "relation"."relation_id" from "relation" where "relation"."payer_uid" = ${payer} and ${part}`,
  );
  return ids.length === 0
    ? sql<boolean>`1 = 0`
    : sql<boolean>`${sql.ref(column)} in (${sql.join(ids, sql` union all `)})`;
}

/** A kind that another version wrote names nobody's. */
function scopeIn(rows: readonly { readonly kind: string; readonly value: string }[]): MemberScope {
  if (rows.length === 0) return everyMember;
  const of = (kind: "owner" | "cost_centre") => rows.filter((row) => row.kind === kind).map(({ value }) => value);
  return { kind: "some", owners: of("owner"), costCentres: of("cost_centre") };
}

/** Whose members a person sees. */
export async function scopeOf(db: Queryable, personId: string): Promise<MemberScope> {
  const rows = await db
    .selectFrom("person_scope")
    .select(["kind", "value"])
    .where("person_id", "=", personId)
    .orderBy("value")
    .execute();
  return scopeIn(rows);
}

/** Whose members each person sees; who has no entry sees all. */
export async function scopes(db: Queryable): Promise<ReadonlyMap<string, MemberScope>> {
  const rows = await db.selectFrom("person_scope").selectAll().orderBy("value").execute();
  return new Map([...grouped(rows, (row) => row.person_id)].map(([id, own]) => [id, scopeIn(own)]));
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
