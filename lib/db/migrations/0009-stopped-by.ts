import type { Kysely, Migration } from "kysely";

/** Who stopped an account operation: it ends later, by the worker, and its receipt tells whose doing that was. */
export const stoppedBy: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema.alterTable("account_operation").addColumn("stopped_by", "text").execute();
  },
};
