import type { Queryable, Tx } from "@/lib/db/database";
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

/** Whom an invitation is for; null: it is unknown, used or too old, or its person is shut out. */
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
    .executeTakeFirst();
  return row ?? null;
}

/** Ends an invitation that was used. */
export const useInvitation = (tx: Tx, digest: string, at: Instant) =>
  tx.updateTable("invitation").set({ used_at: at }).where("digest", "=", digest).execute();
