import { type Kysely, type Migration, sql } from "kysely";
import { appendOnly } from "@/lib/db/migrations/append-only";

const indexes: readonly (readonly [table: string, columns: readonly string[]])[] = [
  ["relation", ["payer_uid", "account_id"]],
  ["relation", ["payer_uid", "read_began_at"]],
  ["permission", ["payer_uid", "code"]],
  ["observation", ["payer_uid", "relation_id", "began_at"]],
  ["drift", ["payer_uid", "relation_id", "found_at"]],
  ["sweep", ["payer_uid", "started_at"]],
  ["check_request", ["payer_uid", "done_at"]],
  ["change_set", ["payer_uid", "status"]],
  ["change", ["change_set_id"]],
  ["change", ["payer_uid", "relation_id"]],
  ["change", ["operation_id"]],
  ["operation", ["state", "due_at"]],
  ["operation", ["change_set_id"]],
  ["operation", ["payer_uid", "relation_id"]],
  ["attempt", ["operation_id"]],
  ["settlement", ["change_id"]],
  ["session", ["person_id"]],
];

export const foundation: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable("meta")
      .addColumn("key", "text", (c) => c.primaryKey().notNull())
      .addColumn("value", "text", (c) => c.notNull())
      .execute();
    await db.schema
      .createTable("account")
      .addColumn("uid", "text", (c) => c.primaryKey().notNull())
      .addColumn("site", "text", (c) => c.notNull())
      .addColumn("endpoint", "text", (c) => c.notNull())
      .addColumn("writes_on", "integer", (c) => c.notNull())
      .addColumn("paused", "integer", (c) => c.notNull())
      .addColumn("trusteeship_editable", "integer", (c) => c.notNull())
      .addColumn("generation", "integer", (c) => c.notNull())
      .addColumn("alias_version", "integer", (c) => c.notNull())
      .addColumn("problem", "text")
      .addColumn("created_at", "text", (c) => c.notNull())
      .execute();
    await db.schema
      .createTable("relation")
      .addColumn("payer_uid", "text", (c) => c.notNull())
      .addColumn("relation_id", "text", (c) => c.notNull())
      .addColumn("account_id", "text", (c) => c.notNull())
      .addColumn("account_name", "text", (c) => c.notNull())
      .addColumn("nickname", "text", (c) => c.notNull())
      .addColumn("counterpart", "text", (c) => c.notNull())
      .addColumn("type", "text", (c) => c.notNull())
      .addColumn("state", "text", (c) => c.notNull())
      .addColumn("setup_time", "text")
      .addColumn("start_time", "text")
      .addColumn("end_time", "text")
      .addColumn("state_began_at", "text", (c) => c.notNull())
      .addColumn("listed_at", "text", (c) => c.notNull())
      .addColumn("listed_sweep_id", "text")
      .addColumn("first_seen_at", "text", (c) => c.notNull())
      .addColumn("gone_at", "text")
      .addColumn("changed_at", "text")
      .addColumn("generation", "integer", (c) => c.notNull())
      .addColumn("read_began_at", "text")
      .addColumn("read_ended_at", "text")
      .addColumn("read_request_id", "text")
      .addColumn("read_digest", "text")
      .addColumn("read_error", "text")
      .addColumn("unmapped", "integer", (c) => c.notNull())
      .addColumn("search", "text", (c) => c.notNull())
      .addPrimaryKeyConstraint("relation_pk", ["payer_uid", "relation_id"])
      .execute();
    await db.schema
      .createTable("permission")
      .addColumn("payer_uid", "text", (c) => c.notNull())
      .addColumn("relation_id", "text", (c) => c.notNull())
      .addColumn("position", "integer", (c) => c.notNull())
      .addColumn("raw_code", "text", (c) => c.notNull())
      .addColumn("name", "text", (c) => c.notNull())
      .addColumn("start_time", "text")
      .addColumn("end_time", "text")
      .addColumn("times_readable", "integer", (c) => c.notNull())
      .addColumn("code", "text")
      .addPrimaryKeyConstraint("permission_pk", ["payer_uid", "relation_id", "position"])
      .execute();
    await db.schema
      .createTable("observation")
      .addColumn("id", "text", (c) => c.primaryKey().notNull())
      .addColumn("payer_uid", "text", (c) => c.notNull())
      .addColumn("relation_id", "text", (c) => c.notNull())
      .addColumn("cause", "text", (c) => c.notNull())
      .addColumn("operation_id", "text")
      .addColumn("began_at", "text", (c) => c.notNull())
      .addColumn("ended_at", "text", (c) => c.notNull())
      .addColumn("request_id", "text")
      .addColumn("current", "integer", (c) => c.notNull())
      .addColumn("digest", "text", (c) => c.notNull())
      .addColumn("body", "text", (c) => c.notNull())
      .execute();
    await db.schema
      .createTable("drift")
      .addColumn("id", "text", (c) => c.primaryKey().notNull())
      .addColumn("payer_uid", "text", (c) => c.notNull())
      .addColumn("relation_id", "text", (c) => c.notNull())
      .addColumn("found_at", "text", (c) => c.notNull())
      .addColumn("subject", "text", (c) => c.notNull())
      .addColumn("code", "text")
      .addColumn("raw_code", "text")
      .addColumn("before", "text")
      .addColumn("after", "text")
      .addColumn("late_effect_of", "text")
      .execute();
    await db.schema
      .createTable("sweep")
      .addColumn("id", "text", (c) => c.primaryKey().notNull())
      .addColumn("payer_uid", "text", (c) => c.notNull())
      .addColumn("cause", "text", (c) => c.notNull())
      .addColumn("status", "text", (c) => c.notNull())
      .addColumn("started_at", "text", (c) => c.notNull())
      .addColumn("ended_at", "text")
      .addColumn("listed_at", "text")
      .addColumn("pages", "integer", (c) => c.notNull())
      .addColumn("rows", "integer", (c) => c.notNull())
      .addColumn("duplicates", "integer", (c) => c.notNull())
      .addColumn("total_count", "integer")
      .addColumn("permissions_due", "integer", (c) => c.notNull())
      .addColumn("permissions_done", "integer", (c) => c.notNull())
      .addColumn("permissions_failed", "integer", (c) => c.notNull())
      .addColumn("error_code", "text")
      .addColumn("error_request_id", "text")
      .execute();
    await db.schema
      .createTable("check_request")
      .addColumn("id", "text", (c) => c.primaryKey().notNull())
      .addColumn("payer_uid", "text", (c) => c.notNull())
      .addColumn("relation_id", "text", (c) => c.notNull())
      .addColumn("person_id", "text", (c) => c.notNull())
      .addColumn("asked_at", "text", (c) => c.notNull())
      .addColumn("done_at", "text")
      .addColumn("error_code", "text")
      .execute();
    await db.schema
      .createTable("change_set")
      .addColumn("id", "text", (c) => c.primaryKey().notNull())
      .addColumn("payer_uid", "text", (c) => c.notNull())
      .addColumn("purpose", "text", (c) => c.notNull())
      .addColumn("status", "text", (c) => c.notNull())
      .addColumn("person_id", "text", (c) => c.notNull())
      .addColumn("reason", "text", (c) => c.notNull())
      .addColumn("plan_hash", "text")
      .addColumn("basis", "text", (c) => c.notNull())
      .addColumn("created_at", "text", (c) => c.notNull())
      .addColumn("applied_at", "text")
      .addColumn("stopped_at", "text")
      .addColumn("correlation_id", "text")
      .addColumn("version", "integer", (c) => c.notNull())
      .execute();
    await db.schema
      .createTable("change")
      .addColumn("id", "text", (c) => c.primaryKey().notNull())
      .addColumn("change_set_id", "text", (c) => c.notNull())
      .addColumn("payer_uid", "text", (c) => c.notNull())
      .addColumn("relation_id", "text", (c) => c.notNull())
      .addColumn("code", "text", (c) => c.notNull())
      .addColumn("direction", "text", (c) => c.notNull())
      .addColumn("operation_id", "text")
      .addColumn("outcome", "text")
      .addColumn("reason", "text")
      .addColumn("read_at", "text")
      .addColumn("cause_proven", "integer", (c) => c.notNull())
      .addColumn("after", "text")
      .execute();
    await db.schema
      .createTable("operation")
      .addColumn("id", "text", (c) => c.primaryKey().notNull())
      .addColumn("change_set_id", "text", (c) => c.notNull())
      .addColumn("payer_uid", "text", (c) => c.notNull())
      .addColumn("relation_id", "text", (c) => c.notNull())
      .addColumn("position", "integer", (c) => c.notNull())
      .addColumn("verb", "text", (c) => c.notNull())
      .addColumn("codes", "text", (c) => c.notNull())
      .addColumn("requires", "text", (c) => c.notNull())
      .addColumn("expects", "text", (c) => c.notNull())
      .addColumn("request_id", "text", (c) => c.notNull())
      .addColumn("state", "text", (c) => c.notNull())
      .addColumn("epoch", "integer", (c) => c.notNull())
      .addColumn("created_at", "text", (c) => c.notNull())
      .addColumn("expires_at", "text", (c) => c.notNull())
      .addColumn("due_at", "text", (c) => c.notNull())
      .addColumn("waiting", "text")
      .addColumn("pre_read_error", "text")
      .addColumn("first_sent_at", "text")
      .addColumn("last_sent_at", "text")
      .addColumn("answered_at", "text")
      .addColumn("settles_at", "text")
      .addColumn("waiting_since", "text")
      .addColumn("absent_since", "text")
      .addColumn("settled_at", "text")
      .execute();
    await db.schema
      .createTable("attempt")
      .addColumn("id", "text", (c) => c.primaryKey().notNull())
      .addColumn("operation_id", "text", (c) => c.notNull())
      .addColumn("number", "integer", (c) => c.notNull())
      .addColumn("epoch", "integer", (c) => c.notNull())
      .addColumn("before", "text", (c) => c.notNull())
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
      .createTable("settlement")
      .addColumn("id", "text", (c) => c.primaryKey().notNull())
      .addColumn("change_id", "text", (c) => c.notNull())
      .addColumn("at", "text", (c) => c.notNull())
      .addColumn("outcome", "text", (c) => c.notNull())
      .addColumn("reason", "text")
      .addColumn("note", "text")
      .execute();
    await db.schema
      .createTable("alias")
      .addColumn("id", "text", (c) => c.primaryKey().notNull())
      .addColumn("payer_uid", "text", (c) => c.notNull())
      .addColumn("raw_code", "text", (c) => c.notNull())
      .addColumn("code", "text", (c) => c.notNull())
      .addColumn("version", "integer", (c) => c.notNull())
      .addColumn("calibration_id", "text")
      .addColumn("person_id", "text", (c) => c.notNull())
      .addColumn("created_at", "text", (c) => c.notNull())
      .addColumn("removed_at", "text")
      .execute();
    await db.schema
      .createTable("calibration")
      .addColumn("id", "text", (c) => c.primaryKey().notNull())
      .addColumn("payer_uid", "text", (c) => c.notNull())
      .addColumn("relation_id", "text", (c) => c.notNull())
      .addColumn("code", "text", (c) => c.notNull())
      .addColumn("step", "text", (c) => c.notNull())
      .addColumn("proposed_raw", "text")
      .addColumn("failure", "text")
      .addColumn("person_id", "text", (c) => c.notNull())
      .addColumn("started_at", "text", (c) => c.notNull())
      .addColumn("ended_at", "text")
      .addColumn("add_change_set_id", "text")
      .addColumn("remove_change_set_id", "text")
      .execute();
    await db.schema
      .createTable("person")
      .addColumn("id", "text", (c) => c.primaryKey().notNull())
      .addColumn("email", "text", (c) => c.notNull())
      .addColumn("name", "text", (c) => c.notNull())
      .addColumn("password_hash", "text")
      .addColumn("created_at", "text", (c) => c.notNull())
      .addColumn("disabled_at", "text")
      .execute();
    await db.schema
      .createTable("person_role")
      .addColumn("person_id", "text", (c) => c.notNull())
      .addColumn("role", "text", (c) => c.notNull())
      .addPrimaryKeyConstraint("person_role_pk", ["person_id", "role"])
      .execute();
    await db.schema
      .createTable("session")
      .addColumn("id", "text", (c) => c.primaryKey().notNull())
      .addColumn("person_id", "text", (c) => c.notNull())
      .addColumn("created_at", "text", (c) => c.notNull())
      .addColumn("last_seen_at", "text", (c) => c.notNull())
      .addColumn("expires_at", "text", (c) => c.notNull())
      .addColumn("revoked_at", "text")
      .execute();
    await db.schema
      .createTable("sign_in_failure")
      .addColumn("key", "text", (c) => c.primaryKey().notNull())
      .addColumn("failures", "integer", (c) => c.notNull())
      .addColumn("last_at", "text", (c) => c.notNull())
      .execute();
    await db.schema
      .createTable("audit")
      .addColumn("seq", "integer", (c) => c.primaryKey().notNull())
      .addColumn("at", "text", (c) => c.notNull())
      .addColumn("person_id", "text")
      .addColumn("system", "text")
      .addColumn("payer_uid", "text")
      .addColumn("action", "text", (c) => c.notNull())
      .addColumn("outcome", "text", (c) => c.notNull())
      .addColumn("entity", "text")
      .addColumn("detail", "text", (c) => c.notNull())
      .addColumn("correlation_id", "text", (c) => c.notNull())
      .addColumn("previous_hash", "text", (c) => c.notNull())
      .addColumn("hash", "text", (c) => c.notNull())
      .execute();
    await db.schema
      .createTable("audit_head")
      .addColumn("id", "integer", (c) => c.primaryKey().notNull())
      .addColumn("seq", "integer", (c) => c.notNull())
      .addColumn("hash", "text", (c) => c.notNull())
      .execute();
    await db.schema
      .createTable("lease")
      .addColumn("name", "text", (c) => c.primaryKey().notNull())
      .addColumn("owner", "text", (c) => c.notNull())
      .addColumn("epoch", "integer", (c) => c.notNull())
      .addColumn("deadline", "text", (c) => c.notNull())
      .execute();
    for (const [table, columns] of indexes)
      await db.schema
        .createIndex(`${table}_by_${columns.join("_")}`)
        .on(table)
        .columns([...columns])
        .execute();
    await db.schema.createIndex("person_email").on("person").column("email").unique().execute();
    await db.schema.createIndex("attempt_number").on("attempt").columns(["operation_id", "number"]).unique().execute();
    for (const table of ["observation", "drift", "settlement", "audit"]) await appendOnly(db, table);
    await sql`insert into audit_head (id, seq, hash) values (1, 0, ${"0".repeat(64)})`.execute(db);
  },
};
