import type { ExpressionBuilder } from "kysely";
import type { Queryable, Tx } from "@/lib/db/database";
import type { Schema } from "@/lib/db/schema";
import type { Instant } from "@/lib/domain/ids";

/** Keeps an invitation by the digest of its token; those before it end. */
export async function replaceInvitation(
  tx: Tx,
  invitation: { readonly digest: string; readonly personId: string; readonly at: Instant; readonly expiresAt: Instant },
): Promise<void> {
  const { digest, personId, at, expiresAt } = invitation;
  await tx
    .updateTable("invitation")
    .set({ used_at: at })
    .where("person_id", "=", personId)
    .where("used_at", "is", null)
    .execute();
  await tx
    .insertInto("invitation")
    .values({ digest, person_id: personId, created_at: at, expires_at: expiresAt, used_at: null })
    .execute();
}

/** Neither a password nor their company's sign-in, of a query's person. */
const hasNoWayIn = (e: ExpressionBuilder<Schema, "person" | "invitation">) =>
  e.and([
    e("person.password_hash", "is", null),
    e.not(
      e.exists(e.selectFrom("identity").select("identity.person_id").whereRef("identity.person_id", "=", "person.id")),
    ),
  ]);

/** Whether a person was invited and has no way to sign in yet: neither a password nor their company's sign-in. */
export async function awaitsPassword(db: Queryable, personId: string): Promise<boolean> {
  const row = await db
    .selectFrom("invitation")
    .innerJoin("person", "person.id", "invitation.person_id")
    .select("person.id")
    .where("person.id", "=", personId)
    .where(hasNoWayIn)
    .executeTakeFirst();
  return row !== undefined;
}

/** Whom an invitation is for; null: it is unknown, used or too old, or its person is shut out or can sign in already. */
export async function invitedPerson(
  db: Queryable,
  digest: string,
  at: Instant,
): Promise<{ readonly id: string; readonly email: string; readonly name: string } | null> {
  const row = await db
    .selectFrom("invitation")
    .innerJoin("person", "person.id", "invitation.person_id")
    .select(["person.id", "person.email", "person.name"])
    .where("invitation.digest", "=", digest)
    .where("invitation.used_at", "is", null)
    .where("invitation.expires_at", ">", at)
    .where("person.disabled_at", "is", null)
    .where(hasNoWayIn)
    .executeTakeFirst();
  return row ?? null;
}

/** Ends an invitation that was used. */
export const useInvitation = (tx: Tx, digest: string, at: Instant) =>
  tx.updateTable("invitation").set({ used_at: at }).where("digest", "=", digest).execute();
