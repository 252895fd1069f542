import type { Kysely, Migration } from "kysely";

export const membersAndSweeps: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .alterTable("sweep")
      .addColumn("unreadable", "integer", (c) => c.notNull().defaultTo(0))
      .execute();
  },
};
