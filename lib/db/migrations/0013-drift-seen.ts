import type { Kysely, Migration } from "kysely";

/** What changed outside of the desk is somebody's to look at until a person has. */
export const driftSeen: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable("drift_seen")
      .addColumn("payer_uid", "text", (c) => c.notNull())
      .addColumn("relation_id", "text", (c) => c.notNull())
      .addColumn("seen_at", "text", (c) => c.notNull())
      .addColumn("person_id", "text", (c) => c.notNull())
      .addPrimaryKeyConstraint("drift_seen_pk", ["payer_uid", "relation_id"])
      .execute();
    await db.schema.createIndex("drift_by_time").on("drift").columns(["payer_uid", "found_at"]).execute();
  },
};
