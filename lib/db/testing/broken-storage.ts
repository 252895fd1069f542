import { sql } from "kysely";
import type { Database } from "@/lib/db/database";
import { isPostgres } from "@/lib/db/engine-of";

/** Lets every such statement fail, like `insert on attempt`, until it is mended. */
export async function breakStorage(database: Database, event: string): Promise<{ mend(): Promise<void> }> {
  const table = sql.raw(event.split(" on ")[1] ?? "");
  const run = (...texts: ReturnType<typeof sql>[]) =>
    database.transaction(async (tx) => {
      for (const text of texts) await text.execute(tx);
    });
  if (!isPostgres(database.read)) {
    await run(sql`create trigger broken before ${sql.raw(event)} begin select raise(abort, 'broken'); end`);
    return { mend: () => run(sql`drop trigger broken`) };
  }
  await run(
    sql`create function break() returns trigger language plpgsql as ${sql.lit("begin raise exception 'broken'; end")}`,
    sql`create trigger broken before ${sql.raw(event)} for each row execute function break()`,
  );
  return { mend: () => run(sql`drop trigger broken on ${table}`, sql`drop function break()`) };
}
