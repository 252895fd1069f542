import { PostgresAdapter } from "kysely";
import type { Queryable } from "@/lib/db/database";

/** On which engine a query or a migration runs: for the little that the two have no common words for. */
export const isPostgres = (db: Pick<Queryable, "getExecutor">): boolean =>
  db.getExecutor().adapter instanceof PostgresAdapter;
