import { randomBytes, randomUUID } from "node:crypto";
import type { Tx } from "@/lib/db/database";
import { appendAudit } from "@/lib/db/queries/audit";
import { replaceInvitation } from "@/lib/db/queries/invitations";
import { insertGrant, insertPerson, normalEmail, personByEmail, personById } from "@/lib/db/queries/people";
import { AppError } from "@/lib/domain/errors";
import { instant, later } from "@/lib/domain/ids";
import { invitationDigest } from "@/lib/domain/invitation-digest";
import { authorise, authorOf, type Context } from "@/lib/services/context";
import { wrongPersonFields } from "@/lib/services/people/add-person";

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
    const made = await newInvitation(tx, id, context.now());
    await appendAudit(tx, authorOf(context), { action: "person.invited", entity: `person:${id}` });
    return made;
  });
  return { personId: id, token };
}

/** Gives an invited person another link; the one before ends. Throws `not_found`, `conflict` when they have a password. */
export async function inviteAgain(
  context: Context,
  input: { readonly personId: string },
): Promise<{ readonly token: string }> {
  authorise(context, "person.manage");
  const token = await context.database.transaction(async (tx) => {
    const person = await personById(tx, input.personId);
    if (!person) throw new AppError("not_found");
    if (person.passwordHash !== null || person.disabledAt !== null) throw new AppError("conflict");
    const made = await newInvitation(tx, person.id, context.now());
    await appendAudit(tx, authorOf(context), { action: "person.invited", entity: `person:${person.id}` });
    return made;
  });
  return { token };
}
