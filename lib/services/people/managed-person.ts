import type { Tx } from "@/lib/db/database";
import { type PersonRecord, personById, rightsOf } from "@/lib/db/queries/people";
import { AppError } from "@/lib/domain/errors";
import { authorise, type Context } from "@/lib/services/context";

/**
 * A person whom the actor may manage: not themselves, and nobody who reaches beyond the actor's own accounts. Throws
 * `not_found`, `own_rights`, `forbidden`.
 */
export async function managedPerson(tx: Tx, context: Context, personId: string): Promise<PersonRecord> {
  authorise(context, "person.manage");
  const person = await personById(tx, personId);
  if (!person) throw new AppError("not_found");
  if (person.id === context.actor.id) throw new AppError("own_rights");
  const [own, theirs] = [await rightsOf(tx, context.actor.id), await rightsOf(tx, person.id)];
  if (
    own.accounts !== null &&
    (theirs.accounts === null || theirs.accounts.some((uid) => !own.accounts?.includes(uid)))
  )
    throw new AppError("forbidden");
  return person;
}
