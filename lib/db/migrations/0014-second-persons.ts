import { type Kysely, type Migration, sql } from "kysely";
import { appendOnly } from "@/lib/db/migrations/append-only";

/** Who may decide about whom: accounts of a person, invitations, who granted what to whom, and what waits for a second person. */
export const secondPersons: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable("person_account")
      .addColumn("person_id", "text", (c) => c.notNull())
      .addColumn("payer_uid", "text", (c) => c.notNull())
      .addPrimaryKeyConstraint("person_account_pk", ["person_id", "payer_uid"])
      .execute();
    await db.schema
      .createTable("person_grant")
      .addColumn("id", "text", (c) => c.primaryKey().notNull())
      .addColumn("person_id", "text", (c) => c.notNull())
      .addColumn("granted", "text", (c) => c.notNull())
      .addColumn("granted_by", "text", (c) => c.notNull())
      .addColumn("at", "text", (c) => c.notNull())
      .execute();
    await db.schema.createIndex("person_grant_by_person").on("person_grant").columns(["person_id", "at"]).execute();
    await appendOnly(db, "person_grant");
    await db.schema
      .createTable("invitation")
      .addColumn("digest", "text", (c) => c.primaryKey().notNull())
      .addColumn("person_id", "text", (c) => c.notNull())
      .addColumn("created_at", "text", (c) => c.notNull())
      .addColumn("expires_at", "text", (c) => c.notNull())
      .addColumn("used_at", "text")
      .execute();
    await db.schema
      .alterTable("person")
      .addColumn("version", "integer", (c) => c.notNull().defaultTo(0))
      .execute();
    await db.schema
      .alterTable("account")
      .addColumn("second_person", "text", (c) => c.notNull().defaultTo('{"on":false,"acts":{}}'))
      .execute();
    for (const table of ["change_set", "account_operation"])
      for (const column of ["approval_id", "stop_reason"])
        await db.schema.alterTable(table).addColumn(column, "text").execute();
    await db.schema
      .createTable("approval")
      .addColumn("id", "text", (c) => c.primaryKey().notNull())
      .addColumn("payer_uid", "text", (c) => c.notNull())
      .addColumn("kind", "text", (c) => c.notNull())
      .addColumn("subject_id", "text")
      .addColumn("payload", "text", (c) => c.notNull())
      .addColumn("hash", "text", (c) => c.notNull())
      .addColumn("requested_by", "text", (c) => c.notNull())
      .addColumn("reason", "text", (c) => c.notNull())
      .addColumn("requested_at", "text", (c) => c.notNull())
      .addColumn("expires_at", "text", (c) => c.notNull())
      .addColumn("status", "text", (c) => c.notNull())
      .addColumn("decided_by", "text")
      .addColumn("decided_at", "text")
      .addColumn("decision_reason", "text")
      .addColumn("void_reason", "text")
      .addColumn("correlation_id", "text", (c) => c.notNull())
      .execute();
    await db.schema
      .createIndex("approval_by_time")
      .on("approval")
      .columns(["payer_uid", "requested_at", "id"])
      .execute();
    await sql`create index approval_waiting on approval (expires_at) where status = 'waiting'`.execute(db);
    await db.schema
      .createTable("approval_relation")
      .addColumn("approval_id", "text", (c) => c.notNull())
      .addColumn("relation_id", "text", (c) => c.notNull())
      .addColumn("hash", "text", (c) => c.notNull())
      .addColumn("decision", "text")
      .addPrimaryKeyConstraint("approval_relation_pk", ["approval_id", "relation_id"])
      .execute();
  },
};
