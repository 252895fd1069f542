import { randomBytes, randomUUID } from "node:crypto";
import type { Tx } from "@/lib/db/database";
import { appendAudit } from "@/lib/db/queries/audit";
import { awaitsPassword, replaceInvitation } from "@/lib/db/queries/invitations";
import {
  insertGrant,
  insertPerson,
  normalEmail,
  personByEmail,
  replaceRights,
  rightsOf,
} from "@/lib/db/queries/people";
import { AppError } from "@/lib/domain/errors";
import { instant, later } from "@/lib/domain/ids";
import { invitationDigest } from "@/lib/domain/invitation-digest";
import { everyMember } from "@/lib/domain/policy";
import { authorise, authorOf, type Context } from "@/lib/services/context";
import { wrongPersonFields } from "@/lib/services/people/add-person";
import { managedPerson } from "@/lib/services/people/managed-person";

/** How long a link lets an invited person set their password. */
const invitationMs = 72 * 3_600_000;

/** A new link for a person without a password; older ones of theirs end. */
async function newInvitation(tx: Tx, personId: string, now: number): Promise<string> {
  const at = instant(now);
  const token = randomBytes(32).toString("base64url");
  await replaceInvitation(tx, {
    digest: invitationDigest(token),
    personId,
    at,
    expiresAt: later(at, invitationMs),
  });
  return token;
}

/**
 * Lets a person in, without any role yet, and gives the token of a link by which they set their password within 72 hours. The
 * token is told once and kept as a digest. Throws `bad_input` (email, name), `conflict` when somebody has the e-mail.
 */
export async function invitePerson(
  context: Context,
  input: { readonly email: string; readonly name: string },
): Promise<{ readonly personId: string; readonly token: string }> {
  authorise(context, "person.manage");
  const wrong = wrongPersonFields(input);
  if (wrong.length > 0) throw new AppError("bad_input", wrong);
  const id = randomUUID();
  const token = await context.database.transaction(async (tx) => {
    const email = normalEmail(input.email);
    if (await personByEmail(tx, email)) throw new AppError("conflict", ["email"]);
    const at = instant(context.now());
    await insertPerson(tx, { id, email, name: input.name.trim(), passwordHash: null, at, roles: [] });
    await insertGrant(tx, id, "account", { by: context.actor.id, at });
    // A newcomer is on the accounts of whoever lets them in, who could not manage them otherwise.
    const { accounts } = await rightsOf(tx, context.actor.id);
    await replaceRights(tx, id, { roles: [], accounts, scope: everyMember }, { by: context.actor.id, at });
    const made = await newInvitation(tx, id, context.now());
    await appendAudit(tx, authorOf(context), { action: "person.invited", entity: `person:${id}` });
    return made;
  });
  return { personId: id, token };
}

/** Gives an invited person another link; the one before ends. Throws `not_found`, `forbidden`, and `conflict` when they were not invited, or can sign in already. */
export async function inviteAgain(
  context: Context,
  input: { readonly personId: string },
): Promise<{ readonly token: string }> {
  authorise(context, "person.manage");
  const token = await context.database.transaction(async (tx) => {
    const person = await managedPerson(tx, context, input.personId);
    // Whoever signs in with their company has no password either: a link would let somebody else be them.
    if (person.disabledAt !== null || !(await awaitsPassword(tx, person.id))) throw new AppError("conflict");
    const made = await newInvitation(tx, person.id, context.now());
    await insertGrant(tx, person.id, "account", { by: context.actor.id, at: instant(context.now()) });
    await appendAudit(tx, authorOf(context), { action: "person.invited", entity: `person:${person.id}` });
    return made;
  });
  return { token };
}
