import type { Queryable, Tx } from "@/lib/db/database";
import type { Instant } from "@/lib/domain/ids";

export interface SignInFailures {
  readonly failures: number;
  readonly lastAt: Instant;
}

export async function signInFailures(db: Queryable, key: string): Promise<SignInFailures | null> {
  const row = await db.selectFrom("sign_in_failure").selectAll().where("key", "=", key).executeTakeFirst();
  return row ? { failures: row.failures, lastAt: row.last_at as Instant } : null;
}

/** Writes the count of failures of a key; zero forgets it. */
export async function setSignInFailures(tx: Tx, key: string, failures: number, at: Instant): Promise<void> {
  if (failures <= 0) {
    await tx.deleteFrom("sign_in_failure").where("key", "=", key).execute();
    return;
  }
  await tx
    .insertInto("sign_in_failure")
    .values({ key, failures, last_at: at })
    .onConflict((conflict) => conflict.column("key").doUpdateSet({ failures, last_at: at }))
    .execute();
}

/** Forgets what is too old to count, so that the table does not grow with every guess. */
export async function forgetSignInFailures(tx: Tx, before: Instant): Promise<void> {
  await tx.deleteFrom("sign_in_failure").where("last_at", "<", before).execute();
}
