import { type Kysely, type Migration, sql } from "kysely";

/** Changes with an end: what is to be reversed, and when. */
export const reversals: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema.alterTable("change_set").addColumn("until", "text").execute();
    await db.schema
      .createTable("reversal")
      .addColumn("change_id", "text", (c) => c.primaryKey().notNull())
      .addColumn("change_set_id", "text", (c) => c.notNull())
      .addColumn("payer_uid", "text", (c) => c.notNull())
      .addColumn("relation_id", "text", (c) => c.notNull())
      .addColumn("code", "text", (c) => c.notNull())
      .addColumn("direction", "text", (c) => c.notNull())
      .addColumn("due_at", "text", (c) => c.notNull())
      .addColumn("look_at", "text", (c) => c.notNull())
      .addColumn("state", "text", (c) => c.notNull())
      .addColumn("decided_at", "text")
      .addColumn("reversal_set_id", "text")
      .execute();
    await db.schema.createIndex("reversal_by_set").on("reversal").column("change_set_id").execute();
    await db.schema.createIndex("reversal_by_reversal_set").on("reversal").column("reversal_set_id").execute();
    await sql`create index reversal_due on reversal (payer_uid, look_at) where state = 'scheduled'`.execute(db);
    // A later change of the same code is looked for when an end comes.
    await db.schema
      .createIndex("change_by_relation_code")
      .on("change")
      .columns(["payer_uid", "relation_id", "code"])
      .execute();
  },
};
