import { randomUUID } from "node:crypto";
import type { Database } from "@/lib/db/database";
import { type AuditAuthor, appendAudit } from "@/lib/db/queries/audit";
import { insertPerson, normalEmail, personByEmail } from "@/lib/db/queries/people";
import { AppError } from "@/lib/domain/errors";
import { instant } from "@/lib/domain/ids";
import type { Role } from "@/lib/domain/policy";

export interface NewPerson {
  readonly email: string;
  readonly name: string;
  readonly passwordHash: string;
  readonly roles: readonly Role[];
}

/** Which of a person's e-mail and name are none. */
export const wrongPersonFields = ({ email, name }: Pick<NewPerson, "email" | "name">): readonly string[] => [
  ...(/^[^@\s]+@[^@\s]+$/.test(normalEmail(email)) && email.length <= 320 ? [] : ["email"]),
  ...(name.trim() === "" || name.length > 200 ? ["name"] : []),
];

/**
 * Adds a person who signs in with a password. Throws `conflict` when the e-mail is taken, `bad_input` when it is none
 * or the name is empty. For the command line, which is trusted with the database; a page invites instead.
 */
export async function addPerson(
  { database, author }: { readonly database: Database; readonly author: AuditAuthor },
  person: NewPerson,
): Promise<string> {
  const email = normalEmail(person.email);
  const wrong = wrongPersonFields(person);
  if (wrong.length > 0) throw new AppError("bad_input", wrong);
  const id = randomUUID();
  await database.transaction(async (tx) => {
    if (await personByEmail(tx, email)) throw new AppError("conflict", ["email"]);
    await insertPerson(tx, { ...person, id, email, name: person.name.trim(), at: instant(Date.now()) });
    await appendAudit(tx, author, { action: "person.add", entity: `person:${id}`, detail: { roles: person.roles } });
  });
  return id;
}
