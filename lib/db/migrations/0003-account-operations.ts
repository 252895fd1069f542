import { type Kysely, type Migration, sql } from "kysely";
import { appendOnly } from "@/lib/db/migrations/append-only";

export const accountOperations: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable("account_operation")
      .addColumn("id", "text", (c) => c.primaryKey().notNull())
      .addColumn("payer_uid", "text", (c) => c.notNull())
      .addColumn("kind", "text", (c) => c.notNull())
      .addColumn("person_id", "text", (c) => c.notNull())
      .addColumn("reason", "text", (c) => c.notNull())
      .addColumn("correlation_id", "text", (c) => c.notNull())
      .addColumn("relation_id", "text")
      .addColumn("member_uid", "text")
      .addColumn("terms", "text", (c) => c.notNull())
      .addColumn("sealed", "text")
      .addColumn("masked_email", "text")
      .addColumn("email_digest", "text")
      .addColumn("request_id", "text", (c) => c.notNull())
      .addColumn("state", "text", (c) => c.notNull())
      .addColumn("epoch", "integer", (c) => c.notNull())
      .addColumn("version", "integer", (c) => c.notNull())
      .addColumn("created_at", "text", (c) => c.notNull())
      .addColumn("expires_at", "text", (c) => c.notNull())
      .addColumn("due_at", "text", (c) => c.notNull())
      .addColumn("waiting", "text")
      .addColumn("waiting_since", "text")
      .addColumn("first_sent_at", "text")
      .addColumn("last_sent_at", "text")
      .addColumn("settles_at", "text")
      .addColumn("settled_at", "text")
      .addColumn("stopped_at", "text")
      .addColumn("outcome", "text")
      .addColumn("not_sent_reason", "text")
      .addColumn("read_at", "text")
      .addColumn("seen_state", "text")
      .addColumn("cause_proven", "integer", (c) => c.notNull())
      .addColumn("result", "text")
      .execute();
    await db.schema
      .createTable("account_attempt")
      .addColumn("id", "text", (c) => c.primaryKey().notNull())
      .addColumn("account_operation_id", "text", (c) => c.notNull())
      .addColumn("number", "integer", (c) => c.notNull())
      .addColumn("epoch", "integer", (c) => c.notNull())
      .addColumn("before", "text")
      .addColumn("sent_at", "text", (c) => c.notNull())
      .addColumn("answered_at", "text")
      .addColumn("answer", "text")
      .addColumn("ambiguity", "text")
      .addColumn("status", "integer")
      .addColumn("code", "text")
      .addColumn("message", "text")
      .addColumn("success", "integer")
      .addColumn("request_id_answered", "text")
      .addColumn("host_id", "text")
      .execute();
    await db.schema
      .createTable("account_settlement")
      .addColumn("id", "text", (c) => c.primaryKey().notNull())
      .addColumn("account_operation_id", "text", (c) => c.notNull())
      .addColumn("at", "text", (c) => c.notNull())
      .addColumn("outcome", "text", (c) => c.notNull())
      .addColumn("not_sent_reason", "text")
      .addColumn("note", "text")
      .addColumn("person_id", "text")
      .execute();
    const index = async (name: string, table: string, ...columns: readonly string[]) =>
      db.schema
        .createIndex(name)
        .on(table)
        .columns([...columns])
        .execute();
    await index("account_operation_by_time", "account_operation", "payer_uid", "created_at", "id");
    await index("account_operation_by_relation", "account_operation", "payer_uid", "relation_id");
    await index("account_operation_by_email", "account_operation", "payer_uid", "email_digest");
    await sql`create index account_operation_open on account_operation (payer_uid, state)
      where state <> 'settled'`.execute(db);
    await db.schema
      .createIndex("account_attempt_number")
      .on("account_attempt")
      .columns(["account_operation_id", "number"])
      .unique()
      .execute();
    await index("account_settlement_by_operation", "account_settlement", "account_operation_id", "at");
    await appendOnly(db, "account_settlement");
  },
};
