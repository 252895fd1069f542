import type { Kysely, Migration } from "kysely";

/** Sign-in by a company's provider, a second factor for passwords, and what a person is told of their sessions. */
export const signIn: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable("identity")
      .addColumn("issuer", "text", (c) => c.notNull())
      .addColumn("subject", "text", (c) => c.notNull())
      .addColumn("person_id", "text", (c) => c.notNull())
      .addColumn("created_at", "text", (c) => c.notNull())
      .addPrimaryKeyConstraint("identity_pk", ["issuer", "subject"])
      .execute();
    await db.schema.createIndex("identity_person").on("identity").column("person_id").unique().execute();
    await db.schema
      .createTable("second_factor")
      .addColumn("person_id", "text", (c) => c.primaryKey().notNull())
      .addColumn("sealed", "text", (c) => c.notNull())
      .addColumn("started_at", "text", (c) => c.notNull())
      .addColumn("confirmed_at", "text")
      .addColumn("last_step", "integer")
      .execute();
    await db.schema
      .createTable("recovery_code")
      .addColumn("person_id", "text", (c) => c.notNull())
      .addColumn("digest", "text", (c) => c.notNull())
      .addColumn("used_at", "text")
      .addPrimaryKeyConstraint("recovery_code_pk", ["person_id", "digest"])
      .execute();
    await db.schema.alterTable("session").addColumn("confirmed_at", "text").execute();
    await db.schema
      .alterTable("session")
      .addColumn("via", "text", (c) => c.notNull().defaultTo("password"))
      .execute();
    await db.schema.alterTable("session").addColumn("device", "text").execute();
  },
};
