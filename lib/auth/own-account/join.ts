import { hashPassword } from "@/lib/auth/passwords";
import { appDatabase } from "@/lib/db/app-database";
import type { Database } from "@/lib/db/database";
import { appendAudit } from "@/lib/db/queries/audit";
import { invitedPerson, useInvitation } from "@/lib/db/queries/invitations";
import { setPasswordHash } from "@/lib/db/queries/people";
import { AppError } from "@/lib/domain/errors";
import { instant } from "@/lib/domain/ids";
import { invitationDigest } from "@/lib/domain/invitation-digest";

interface Terms {
  readonly database: Database;
  readonly correlationId: string;
  readonly now: () => number;
}

/** Whom the link with this token is for; null: it is not good any more. For the page that it leads to. */
export const personOfInvitation = (token: string): ReturnType<typeof invitedPerson> =>
  invitedPerson(appDatabase().read, invitationDigest(token), instant(Date.now()));

/**
 * Sets the password of an invited person, once. Throws `not_found` for a token that is not good any more. The password is
 * hashed only for one that is: anybody may ask.
 */
export async function joinByInvitation(
  { database, correlationId, now }: Terms,
  input: { readonly token: string; readonly password: string },
): Promise<{ readonly email: string }> {
  const digest = invitationDigest(input.token);
  if (!(await invitedPerson(database.read, digest, instant(now())))) throw new AppError("not_found");
  const passwordHash = await hashPassword(input.password);
  return database.transaction(async (tx) => {
    const at = instant(now());
    const person = await invitedPerson(tx, digest, at);
    if (!person) throw new AppError("not_found");
    await useInvitation(tx, digest, at);
    await setPasswordHash(tx, person.id, passwordHash);
    const author = { person: { id: person.id }, payerUid: null, correlationId };
    await appendAudit(tx, author, { action: "person.joined", entity: `person:${person.id}` });
    return { email: person.email };
  });
}
