import { type Kysely, type Migration, sql } from "kysely";

/** What people are told by mail and other programs by webhook: a row for each notice to each reader. */
export const notices: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable("notice")
      .addColumn("id", "text", (c) => c.primaryKey().notNull())
      .addColumn("payer_uid", "text", (c) => c.notNull())
      .addColumn("kind", "text", (c) => c.notNull())
      .addColumn("subject", "text", (c) => c.notNull())
      .addColumn("reader", "text", (c) => c.notNull())
      .addColumn("facts", "text", (c) => c.notNull())
      .addColumn("found_at", "text", (c) => c.notNull())
      .addColumn("state", "text", (c) => c.notNull())
      .addColumn("tries", "integer", (c) => c.notNull())
      .addColumn("due_at", "text", (c) => c.notNull())
      .addColumn("failure", "text")
      .addColumn("ended_at", "text")
      .addUniqueConstraint("notice_once", ["payer_uid", "kind", "subject", "reader"])
      .execute();
    await sql`create index notice_due on notice (due_at) where state = 'waiting'`.execute(db);
    await db.schema.createIndex("notice_by_time").on("notice").columns(["payer_uid", "found_at"]).execute();
    await db.schema
      .createIndex("notice_by_reader")
      .on("notice")
      .columns(["reader", "payer_uid", "kind", "found_at"])
      .execute();
    await db.schema
      .createTable("notice_muted")
      .addColumn("person_id", "text", (c) => c.notNull())
      .addColumn("kind", "text", (c) => c.notNull())
      .addPrimaryKeyConstraint("notice_muted_pk", ["person_id", "kind"])
      .execute();
    await db.schema.alterTable("person").addColumn("language", "text").execute();
    // Looked through for what did not come about since a moment.
    for (const table of ["settlement", "account_settlement"])
      await sql`create index ${sql.raw(`${table}_failed`)} on ${sql.raw(table)} (at)
        where outcome in ('refused', 'no_effect', 'not_confirmed', 'not_sent', 'declined_by_member')`.execute(db);
    await db.schema.createIndex("approval_by_decision").on("approval").columns(["payer_uid", "decided_at"]).execute();
  },
};
