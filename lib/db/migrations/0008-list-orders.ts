import { type Kysely, type Migration, sql } from "kysely";
import { isPostgres } from "@/lib/db/engine-of";

/** The bits of the codes in `held` and `unknown` as they were when this was written: `codeBit` of the domain. */
const bits = [1, 2, 4, 8, 16, 32, 64];

/** Orders in which some relations have no value, which stand last either way. */
const nullable = {
  setup: "setup_time",
  start: "start_time",
  end: "end_time",
  permissions: "on_count",
  checked: "read_began_at",
} as const;

/** What the members list goes by where it is long: two orders more, and a narrow index to count by. */
export const listOrders: Migration = {
  async up(db: Kysely<unknown>) {
    for (const column of ["state", "type"])
      await sql`create index ${sql.raw(`relation_list_${column}`)} on relation
        (payer_uid, ${sql.raw(column)}, length(relation_id), relation_id)`.execute(db);
    await sql`create index relation_list_filters on relation (payer_uid, state, type, held, unknown)`.execute(db);
    if (isPostgres(db)) await orderForPostgres(db);
  },
};

/** It reads an index backwards only with the missing values turned round as well, and guesses at what it has not counted. */
async function orderForPostgres(db: Kysely<unknown>): Promise<void> {
  for (const [name, column] of Object.entries(nullable))
    await sql`create index ${sql.raw(`relation_list_${name}_down`)} on relation
      (payer_uid, ${sql.raw(column)} desc nulls last, length(relation_id) desc, relation_id desc)`.execute(db);
  for (const column of ["held", "unknown"])
    for (const bit of bits)
      await sql`create statistics ${sql.raw(`relation_${column}_${bit}`)}
        on (${sql.raw(column)} & ${sql.lit(bit)}) from relation`.execute(db);
}
