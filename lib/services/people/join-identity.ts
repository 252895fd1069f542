import type { Database } from "@/lib/db/database";
import { type AuditAuthor, appendAudit } from "@/lib/db/queries/audit";
import { hasIdentity, type Identity, insertIdentity, personOfIdentity } from "@/lib/db/queries/identities";
import { personByEmail } from "@/lib/db/queries/people";
import { AppError } from "@/lib/domain/errors";
import { instant } from "@/lib/domain/ids";

/**
 * Lets somebody who is here already come by the company's provider: whoever calls this knows that the two are the same
 * person. Throws `not_found`, and `conflict` when the identity is somebody's or the person has one.
 */
export async function joinIdentity(
  { database, author }: { readonly database: Database; readonly author: AuditAuthor },
  { email, ...identity }: Identity & { readonly email: string },
): Promise<void> {
  await database.transaction(async (tx) => {
    const person = await personByEmail(tx, email);
    if (!person) throw new AppError("not_found");
    if ((await personOfIdentity(tx, identity)) !== null || (await hasIdentity(tx, person.id)))
      throw new AppError("conflict");
    await insertIdentity(tx, identity, person.id, instant(Date.now()));
    await appendAudit(tx, author, { action: "person.join_identity", entity: `person:${person.id}` });
  });
}
