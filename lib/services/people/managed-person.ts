import type { Tx } from "@/lib/db/database";
import { type PersonRecord, personById, type Rights, rightsOf } from "@/lib/db/queries/people";
import { AppError } from "@/lib/domain/errors";
import { authorise, type Context } from "@/lib/services/context";

/** Throws `forbidden` for accounts beyond the actor's own: nobody gives, or manages, more than they have. */
export async function requireWithinOwn(tx: Tx, context: Context, accounts: Rights["accounts"]): Promise<void> {
  const own = (await rightsOf(tx, context.actor.id)).accounts;
  if (own !== null && (accounts === null || accounts.some((uid) => !own.includes(uid))))
    throw new AppError("forbidden");
}

/**
 * A person whom the actor may manage: not themselves, so that nobody lifts themselves up or locks themselves out, and nobody
 * who reaches beyond the actor's own accounts. Throws `not_found`, `own_rights`, `forbidden`.
 */
export async function managedPerson(tx: Tx, context: Context, personId: string): Promise<PersonRecord> {
  authorise(context, "person.manage");
  const person = await personById(tx, personId);
  if (!person) throw new AppError("not_found");
  if (person.id === context.actor.id) throw new AppError("own_rights");
  await requireWithinOwn(tx, context, (await rightsOf(tx, person.id)).accounts);
  return person;
}
