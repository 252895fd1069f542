import type { Queryable } from "@/lib/db/database";
import { accountGeneration, newestSweep, type SweepRow } from "@/lib/db/queries/sweeps";
import type { Instant, Uid } from "@/lib/domain/ids";

/** How far the reading of an account is: two equal ones say that the list did not move between them. */
export interface ListStamp {
  readonly sweep: SweepRow | null;
  /** The account's: raised when an operation is claimed and when it ends. */
  readonly generation: number;
  /** When the newest answer about permissions was asked for. */
  readonly newestRead: Instant | null;
}

export async function listStamp(db: Queryable, payer: Uid): Promise<ListStamp> {
  const { newest } = await db
    .selectFrom("relation")
    .select((e) => e.fn.max("read_began_at").as("newest"))
    .where("payer_uid", "=", payer)
    .executeTakeFirstOrThrow();
  return {
    sweep: (await newestSweep(db, payer)) ?? null,
    generation: await accountGeneration(db, payer),
    newestRead: newest as Instant | null,
  };
}
