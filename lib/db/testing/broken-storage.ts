import { sql } from "kysely";
import type { Database } from "@/lib/db/database";

/** Lets every such statement fail, like `insert on attempt`, until it is mended. */
export async function breakStorage(database: Database, event: string): Promise<{ mend(): Promise<void> }> {
  const run = (text: string) => database.transaction((tx) => sql.raw(text).execute(tx));
  await run(`create trigger broken before ${event} begin select raise(abort, 'broken'); end`);
  return { mend: async () => void (await run("drop trigger broken")) };
}
