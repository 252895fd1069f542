import type { Queryable, Tx } from "@/lib/db/database";
import type { Instant } from "@/lib/domain/ids";

export interface SecondFactor {
  /** The secret of the codes; who reads it is `lib/auth`. */
  readonly sealed: string;
  /** `null`: begun, and no code has come from it yet: it is not asked for. */
  readonly confirmedAt: Instant | null;
}

export async function secondFactorOf(db: Queryable, personId: string): Promise<SecondFactor | null> {
  const row = await db.selectFrom("second_factor").selectAll().where("person_id", "=", personId).executeTakeFirst();
  return row ? { sealed: row.sealed, confirmedAt: row.confirmed_at as Instant | null } : null;
}

/** Begins a second factor in the place of one that was begun and not confirmed. */
export async function startSecondFactor(tx: Tx, personId: string, sealed: string, at: Instant): Promise<void> {
  await removeSecondFactor(tx, personId);
  await tx
    .insertInto("second_factor")
    .values({ person_id: personId, sealed, started_at: at, confirmed_at: null, last_step: null })
    .execute();
}

/** Puts a second factor into force, with the recovery codes' digests. */
export async function confirmSecondFactor(
  tx: Tx,
  personId: string,
  digests: readonly string[],
  at: Instant,
): Promise<void> {
  await tx.updateTable("second_factor").set({ confirmed_at: at }).where("person_id", "=", personId).execute();
  await tx
    .insertInto("recovery_code")
    .values(digests.map((digest) => ({ person_id: personId, digest, used_at: null })))
    .execute();
}

/** Takes note of a code's time step; `false`: one of it or of a later one was accepted already. */
export async function takeStep(tx: Tx, personId: string, step: number): Promise<boolean> {
  const used = await tx
    .updateTable("second_factor")
    .set({ last_step: step })
    .where("person_id", "=", personId)
    .where((e) => e.or([e("last_step", "is", null), e("last_step", "<", step)]))
    .returning("person_id")
    .executeTakeFirst();
  return used !== undefined;
}

/** Uses a recovery code up; `false`: it is none, or was used before. */
export async function takeRecoveryCode(tx: Tx, personId: string, digest: string, at: Instant): Promise<boolean> {
  const used = await tx
    .updateTable("recovery_code")
    .set({ used_at: at })
    .where("person_id", "=", personId)
    .where("digest", "=", digest)
    .where("used_at", "is", null)
    .returning("digest")
    .executeTakeFirst();
  return used !== undefined;
}

/** How many recovery codes are left. */
export async function recoveryCodesLeft(db: Queryable, personId: string): Promise<number> {
  const { left } = await db
    .selectFrom("recovery_code")
    .select((e) => e.fn.countAll<number>().as("left"))
    .where("person_id", "=", personId)
    .where("used_at", "is", null)
    .executeTakeFirstOrThrow();
  return left;
}

/** Takes the second factor and its recovery codes away. Gives whether there was one in force. */
export async function removeSecondFactor(tx: Tx, personId: string): Promise<boolean> {
  await tx.deleteFrom("recovery_code").where("person_id", "=", personId).execute();
  const gone = await tx
    .deleteFrom("second_factor")
    .where("person_id", "=", personId)
    .returning("confirmed_at")
    .executeTakeFirst();
  return gone !== undefined && gone.confirmed_at !== null;
}
