import type { Kysely, Migration } from "kysely";

/** What each list of the population showed, with its digests; and its rows, for as long as they are kept. */
export const populationCertificates: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable("certificate")
      .addColumn("sweep_id", "text", (c) => c.primaryKey().notNull())
      .addColumn("payer_uid", "text", (c) => c.notNull())
      .addColumn("made_at", "text", (c) => c.notNull())
      .addColumn("verdict", "text", (c) => c.notNull())
      .addColumn("digest", "text", (c) => c.notNull())
      .addColumn("head", "text", (c) => c.notNull())
      .addColumn("bytes", "integer", (c) => c.notNull())
      .addColumn("kept", "integer", (c) => c.notNull())
      .execute();
    await db.schema
      .createIndex("certificate_by_made_at")
      .on("certificate")
      .columns(["payer_uid", "kept", "made_at"])
      .execute();
    await db.schema
      .createTable("certificate_part")
      .addColumn("payer_uid", "text", (c) => c.notNull())
      .addColumn("sweep_id", "text", (c) => c.notNull())
      .addColumn("position", "integer", (c) => c.notNull())
      .addColumn("body", "text", (c) => c.notNull())
      .addPrimaryKeyConstraint("certificate_part_pk", ["payer_uid", "sweep_id", "position"])
      .execute();
    await db.schema
      .alterTable("sweep")
      .addColumn("permissions_fresh", "integer", (c) => c.notNull().defaultTo(0))
      .execute();
  },
};
