import { type Kysely, type Migration, sql } from "kysely";

/** What the company knows of its members by itself, and whose members a person sees. */
export const localFacts: Migration = {
  async up(db: Kysely<unknown>) {
    // Empty and never null: one index then gives the order both ways, on both engines.
    for (const column of ["owner", "cost_centre"])
      await db.schema
        .alterTable("relation")
        .addColumn(column, "text", (c) => c.notNull().defaultTo(""))
        .execute();
    // Nobody's members may be most of the list: with the other filters beside it, a count of them reads no wide rows.
    await sql`create index relation_list_owner on relation (payer_uid, owner, length(relation_id), relation_id,
      counterpart, gone_at, state, type, held, unknown, changed_at)`.execute(db);
    await sql`create index relation_list_cost_centre on relation
      (payer_uid, cost_centre, length(relation_id), relation_id)`.execute(db);
    // Members and those without an owner are counted in one look.
    await db.schema.dropIndex("relation_listed").execute();
    await sql`create index relation_listed on relation (payer_uid, gone_at, counterpart, owner)`.execute(db);
    await db.schema
      .createTable("local_fact")
      .addColumn("payer_uid", "text", (c) => c.notNull())
      .addColumn("relation_id", "text", (c) => c.notNull())
      .addColumn("note", "text", (c) => c.notNull())
      .addColumn("note_salt", "text")
      .addColumn("version", "integer", (c) => c.notNull())
      .addColumn("updated_at", "text", (c) => c.notNull())
      .addColumn("updated_by", "text", (c) => c.notNull())
      .addPrimaryKeyConstraint("local_fact_pk", ["payer_uid", "relation_id"])
      .execute();
    await db.schema
      .createTable("local_tag")
      .addColumn("payer_uid", "text", (c) => c.notNull())
      .addColumn("relation_id", "text", (c) => c.notNull())
      .addColumn("tag", "text", (c) => c.notNull())
      .addPrimaryKeyConstraint("local_tag_pk", ["payer_uid", "relation_id", "tag"])
      .execute();
    await db.schema
      .createIndex("local_tag_by_tag")
      .on("local_tag")
      .columns(["payer_uid", "tag", "relation_id"])
      .execute();
    await db.schema
      .createTable("person_scope")
      .addColumn("person_id", "text", (c) => c.notNull())
      .addColumn("kind", "text", (c) => c.notNull())
      .addColumn("value", "text", (c) => c.notNull())
      .addPrimaryKeyConstraint("person_scope_pk", ["person_id", "kind", "value"])
      .execute();
  },
};
