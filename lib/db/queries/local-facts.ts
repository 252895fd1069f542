import { setImmediate } from "node:timers/promises";
import { sql } from "kysely";
import type { Queryable, Tx } from "@/lib/db/database";
import { runForRows } from "@/lib/db/queries/many-rows";
import { inScope, isIdInScope, type Reach } from "@/lib/db/queries/scope";
import { grouped } from "@/lib/domain/grouped";
import type { Instant, RelationId, Uid } from "@/lib/domain/ids";
import type { LocalFacts } from "@/lib/domain/local-facts";
import type { KnownFacts } from "@/lib/domain/views/member";

/** So many are looked up by one statement, and other work goes on in between. */
const atOnce = 500;

/** A relation's facts as stored. `version`: 0 while nobody has said anything. */
export interface StoredFacts extends LocalFacts {
  readonly relationId: RelationId;
  /** The UID of the other account, and what people call it. */
  readonly uid: Uid;
  readonly nickname: string;
  readonly accountName: string;
  readonly version: number;
  readonly updatedAt: Instant | null;
  /** The id of who edited last. */
  readonly updatedBy: string | null;
}

/** The facts of relations, by their ids; one that is not within reach has no entry. */
export async function storedFacts(
  db: Queryable,
  { payer, scope }: Reach,
  relationIds: readonly RelationId[],
): Promise<ReadonlyMap<RelationId, StoredFacts>> {
  const stored = new Map<RelationId, StoredFacts>();
  for (let from = 0; from < relationIds.length; from += atOnce) {
    const some = relationIds.slice(from, from + atOnce);
    const rows = await db
      .selectFrom("relation")
      .leftJoin("local_fact", (join) =>
        join
          .onRef("local_fact.payer_uid", "=", "relation.payer_uid")
          .onRef("local_fact.relation_id", "=", "relation.relation_id"),
      )
      .select(["relation.relation_id", "account_id", "nickname", "account_name", "owner", "cost_centre"])
      .select(["note", "version", "updated_at", "updated_by"])
      .where("relation.payer_uid", "=", payer)
      .where("relation.relation_id", "in", some)
      .where(inScope(scope))
      .execute();
    const tags = await tagsOf(db, payer, some);
    for (const row of rows)
      stored.set(row.relation_id as RelationId, {
        relationId: row.relation_id as RelationId,
        uid: row.account_id as Uid,
        nickname: row.nickname,
        accountName: row.account_name,
        owner: row.owner,
        costCentre: row.cost_centre,
        tags: tags.get(row.relation_id) ?? [],
        note: row.note ?? "",
        version: row.version ?? 0,
        updatedAt: row.updated_at as Instant | null,
        updatedBy: row.updated_by,
      });
    if (from + atOnce < relationIds.length) await setImmediate();
  }
  return stored;
}

async function tagsOf(
  db: Queryable,
  payer: Uid,
  relationIds: readonly RelationId[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await db
    .selectFrom("local_tag")
    .select(["relation_id", "tag"])
    .where("payer_uid", "=", payer)
    .where("relation_id", "in", [...relationIds])
    .execute();
  return new Map(
    [...grouped(rows, (row) => row.relation_id)].map(([id, own]) => [id, own.map(({ tag }) => tag).toSorted()]),
  );
}

/** What a relation's facts become. */
export interface FactsToKeep extends LocalFacts {
  readonly relationId: RelationId;
  /** Of the digest of another note; null: the note stays, whatever `note` says. */
  readonly newNote: { readonly salt: string } | null;
  /** Whether the tags are other ones. */
  readonly newTags: boolean;
}

/** Keeps facts, raising the version of each. Other work goes on after some hundreds. */
export async function keepFacts(
  tx: Tx,
  payer: Uid,
  by: { readonly personId: string; readonly at: Instant },
  facts: readonly FactsToKeep[],
): Promise<void> {
  const listed = facts.map(({ relationId, owner, costCentre }) => ({ payer, relationId, owner, costCentre }));
  await runForRows(tx, "keep owners", listed, (some) => ({
    compile: () => ownersStatement(some).compile(tx),
  }));
  const edited = facts.map(({ relationId, note, newNote }) => ({
    payer_uid: payer,
    relation_id: relationId,
    note: newNote ? note : "",
    note_salt: newNote?.salt ?? null,
    version: 1,
    updated_at: by.at,
    updated_by: by.personId,
  }));
  for (const withNote of [true, false])
    await runForRows(
      tx,
      `keep facts ${withNote}`,
      edited.filter(({ note_salt }) => (note_salt !== null) === withNote),
      (some) =>
        tx
          .insertInto("local_fact")
          .values(some)
          .onConflict((conflict) =>
            conflict.columns(["payer_uid", "relation_id"]).doUpdateSet((e) => ({
              ...(withNote ? { note: e.ref("excluded.note"), note_salt: e.ref("excluded.note_salt") } : {}),
              version: e("local_fact.version", "+", e.ref("excluded.version")),
              updated_at: e.ref("excluded.updated_at"),
              updated_by: e.ref("excluded.updated_by"),
            })),
          ),
    );
  const tagged = facts.filter(({ newTags }) => newTags);
  for (let from = 0; from < tagged.length; from += atOnce) {
    await setImmediate();
    await tx
      .deleteFrom("local_tag")
      .where("payer_uid", "=", payer)
      .where(
        "relation_id",
        "in",
        tagged.slice(from, from + atOnce).map(({ relationId }) => relationId),
      )
      .execute();
  }
  const tags = tagged.flatMap(({ relationId, tags: own }) =>
    own.map((tag) => ({ payer_uid: payer, relation_id: relationId, tag })),
  );
  await runForRows(tx, "insert tags", tags, (some) => tx.insertInto("local_tag").values(some));
}

interface Owned {
  readonly payer: Uid;
  readonly relationId: RelationId;
  readonly owner: string;
  readonly costCentre: string;
}

/** Each relation gets its own two values; both engines name the columns of VALUES alike. */
const ownersStatement = (rows: readonly Owned[]) => sql`update "relation"
  set "owner" = "kept"."column3", "cost_centre" = "kept"."column4"
  from (values ${sql.join(
    rows.map(({ payer, relationId, owner, costCentre }) => sql`(${payer}, ${relationId}, ${owner}, ${costCentre})`),
  )}) as "kept"
  where "relation"."payer_uid" = "kept"."column1" and "relation"."relation_id" = "kept"."column2"`;

/** As many of each as help a person to write a name as others did. */
const mostKnown = 500;

/** The owners, cost centres and tags that are in use within reach, in the order of their letters; the first 500 of each. */
export async function knownFacts(db: Queryable, reach: Reach): Promise<KnownFacts> {
  const used = async (column: "owner" | "cost_centre"): Promise<readonly string[]> => {
    const rows = await db
      .selectFrom("relation")
      .select((e) => e.ref(column).as("value"))
      .distinct()
      .where("payer_uid", "=", reach.payer)
      .where(column, "!=", "")
      .where(isIdInScope(reach, "relation.relation_id"))
      .orderBy(column)
      .limit(mostKnown)
      .execute();
    return rows.map(({ value }) => value);
  };
  const tags = await db
    .selectFrom("local_tag")
    .select("tag")
    .distinct()
    .where("payer_uid", "=", reach.payer)
    .where(isIdInScope(reach, "local_tag.relation_id"))
    .orderBy("tag")
    .limit(mostKnown)
    .execute();
  return { owners: await used("owner"), costCentres: await used("cost_centre"), tags: tags.map(({ tag }) => tag) };
}
