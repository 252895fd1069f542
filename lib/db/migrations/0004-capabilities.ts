import type { Kysely, Migration } from "kysely";

export const capabilities: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable("capability")
      .addColumn("payer_uid", "text", (c) => c.notNull())
      .addColumn("action", "text", (c) => c.notNull())
      .addColumn("state", "text", (c) => c.notNull())
      .addColumn("code", "text")
      .addColumn("request_id", "text")
      .addColumn("at", "text", (c) => c.notNull())
      .addPrimaryKeyConstraint("capability_pk", ["payer_uid", "action"])
      .execute();
  },
};
