import type { Kysely, Migration } from "kysely";

/** The log is one chain, and is read an account at a time. */
export const auditByAccount: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema.createIndex("audit_by_account").on("audit").columns(["payer_uid", "seq"]).execute();
  },
};
