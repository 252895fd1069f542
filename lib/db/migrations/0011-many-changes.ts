import { type Kysely, type Migration, sql } from "kysely";

/** Change sets over thousands of relations: what was seen per relation in rows, and indexes of what is not settled. */
export const manyChanges: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable("draft_basis")
      .addColumn("change_set_id", "text", (c) => c.notNull())
      .addColumn("relation_id", "text", (c) => c.notNull())
      .addColumn("digest", "text", (c) => c.notNull())
      .addPrimaryKeyConstraint("draft_basis_pk", ["change_set_id", "relation_id"])
      .execute();
    const { rows } = await sql<{ id: string; basis: string }>`
      select id, basis from change_set where status = 'draft'`.execute(db);
    for (const { id, basis } of rows)
      for (const [relationId, digest] of Object.entries(JSON.parse(basis)))
        await sql`insert into draft_basis (change_set_id, relation_id, digest) values (${id}, ${relationId}, ${digest})`.execute(
          db,
        );
    await db.schema.alterTable("change_set").dropColumn("basis").execute();
    await db.schema
      .alterTable("account")
      .addColumn("rules_off", "text", (c) => c.notNull().defaultTo("[]"))
      .execute();
    await sql`create index operation_open on operation (payer_uid, created_at, position) where state <> 'settled'`.execute(
      db,
    );
    await sql`create index operation_open_by_set on operation (change_set_id) where state <> 'settled'`.execute(db);
  },
};
