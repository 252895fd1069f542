import type { Kysely, Migration } from "kysely";

export const recordLooks: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable("record_look")
      .addColumn("id", "text", (c) => c.primaryKey().notNull())
      .addColumn("payer_uid", "text", (c) => c.notNull())
      .addColumn("relation_id", "text", (c) => c.notNull())
      .addColumn("person_id", "text", (c) => c.notNull())
      .addColumn("asked_at", "text", (c) => c.notNull())
      .addColumn("done_at", "text")
      .addColumn("relation", "text")
      .addColumn("account", "text")
      .execute();
    await db.schema
      .createIndex("record_look_by_relation")
      .on("record_look")
      .columns(["payer_uid", "relation_id", "asked_at"])
      .execute();
    await db.schema.createIndex("record_look_by_done").on("record_look").columns(["payer_uid", "done_at"]).execute();
  },
};
