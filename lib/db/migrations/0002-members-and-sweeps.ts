import { type Kysely, type Migration, sql } from "kysely";

/** What each sort of the members list goes by; the relation id breaks ties, by length since it is a number in text. */
const sorts: Readonly<Record<string, string>> = {
  uid: "length(account_id), account_id, ",
  relation: "",
  type: "type, ",
  state: "state, ",
  setup: "setup_time, ",
  start: "start_time, ",
  end: "end_time, ",
  permissions: "on_count, ",
  checked: "read_began_at, ",
};

export const membersAndSweeps: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .alterTable("sweep")
      .addColumn("unreadable", "integer", (c) => c.notNull().defaultTo(0))
      .execute();
    for (const column of ["held", "unknown", "on_count"])
      await db.schema.alterTable("relation").addColumn(column, "integer").execute();
    await db.schema.alterTable("relation").addColumn("next_turn_at", "text").execute();
    // Every filter is in it, so that neither a search nor a count reads the wide rows of the table.
    await sql`create index relation_list_name on relation (payer_uid, search, relation_id, counterpart, gone_at, state,
      type, held, unknown, changed_at, read_began_at)`.execute(db);
    for (const [name, keys] of Object.entries(sorts))
      await sql`create index ${sql.raw(`relation_list_${name}`)} on relation
        (payer_uid, ${sql.raw(keys)} length(relation_id), relation_id)`.execute(db);
    await sql`create index relation_listed on relation (payer_uid, gone_at, counterpart)`.execute(db);
    await sql`create index relation_turns on relation (payer_uid, next_turn_at)`.execute(db);
    // The list's own index begins with the same columns.
    await db.schema.dropIndex("relation_by_payer_uid_read_began_at").execute();
  },
};
