import type { Queryable, Tx } from "@/lib/db/database";
import { normalEmail } from "@/lib/db/queries/people";
import type { Instant } from "@/lib/domain/ids";

/** Who somebody is at the company's provider: unique together, and never used for anybody else again. */
export interface Identity {
  readonly issuer: string;
  readonly subject: string;
}

/** The person behind an identity; `null`: it was never seen here. */
export async function personOfIdentity(db: Queryable, { issuer, subject }: Identity): Promise<string | null> {
  const row = await db
    .selectFrom("identity")
    .select("person_id")
    .where("issuer", "=", issuer)
    .where("subject", "=", subject)
    .executeTakeFirst();
  return row?.person_id ?? null;
}

/** Whether a person can come by the company's provider. */
export async function hasIdentity(db: Queryable, personId: string): Promise<boolean> {
  const row = await db.selectFrom("identity").select("subject").where("person_id", "=", personId).executeTakeFirst();
  return row !== undefined;
}

export async function insertIdentity(tx: Tx, identity: Identity, personId: string, at: Instant): Promise<void> {
  const { issuer, subject } = identity;
  await tx.insertInto("identity").values({ issuer, subject, person_id: personId, created_at: at }).execute();
}

/** The name and the e-mail as the provider has them now. */
export async function renamePerson(
  tx: Tx,
  personId: string,
  { name, email }: { readonly name: string; readonly email: string },
): Promise<void> {
  await tx
    .updateTable("person")
    .set({ name, email: normalEmail(email) })
    .where("id", "=", personId)
    .execute();
}
