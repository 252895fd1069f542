import { type Kysely, type Migration, sql } from "kysely";

/**
 * What the sorts of the members list go by; the relation id breaks ties, by length since it is a number in text. Few
 * types and states need no index of their own: the one by name holds them.
 */
const sorts: Readonly<Record<string, string>> = {
  uid: "length(account_id), account_id, ",
  relation: "",
  setup: "setup_time, ",
  start: "start_time, ",
  end: "end_time, ",
  permissions: "on_count, ",
};
const filters = "counterpart, gone_at, state, type, held, unknown, changed_at";

export const membersAndSweeps: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .alterTable("sweep")
      .addColumn("unreadable", "integer", (c) => c.notNull().defaultTo(0))
      .execute();
    for (const column of ["held", "unknown", "on_count"])
      await db.schema.alterTable("relation").addColumn(column, "integer").execute();
    await db.schema.alterTable("relation").addColumn("next_turn_at", "text").execute();
    // Every filter is in one of these two, so that neither a search nor a count reads the wide rows of the table. The
    // age is in the second alone, which grows at its end: a sweep need not touch all of the first.
    await sql`create index relation_list_name on relation
      (payer_uid, search, relation_id, ${sql.raw(filters)})`.execute(db);
    await sql`create index relation_list_checked on relation
      (payer_uid, read_began_at, length(relation_id), relation_id, ${sql.raw(filters)})`.execute(db);
    for (const [name, keys] of Object.entries(sorts))
      await sql`create index ${sql.raw(`relation_list_${name}`)} on relation
        (payer_uid, ${sql.raw(keys)} length(relation_id), relation_id)`.execute(db);
    await sql`create index relation_listed on relation (payer_uid, gone_at, counterpart)`.execute(db);
    await sql`create index relation_turns on relation (payer_uid, next_turn_at)
      where next_turn_at is not null`.execute(db);
    // Nobody looks for these any more, and each read would keep them up to date.
    await db.schema.dropIndex("relation_by_payer_uid_read_began_at").execute();
    await db.schema.dropIndex("permission_by_payer_uid_code").execute();
  },
};
