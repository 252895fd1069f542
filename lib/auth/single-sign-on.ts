import { createHmac, randomUUID } from "node:crypto";
import type { Claims } from "@/lib/auth/claims";
import { openSession, type SessionTerms, termsOf } from "@/lib/auth/open-session";
import type { Database, Tx } from "@/lib/db/database";
import { appendSparingly } from "@/lib/db/queries/append-sparingly";
import { type AuditAuthor, appendAudit } from "@/lib/db/queries/audit";
import { insertIdentity, personOfIdentity, renamePerson } from "@/lib/db/queries/identities";
import {
  insertPerson,
  knownRoles,
  normalEmail,
  type PersonRecord,
  personByEmail,
  personById,
  replaceRights,
  rightsOf,
} from "@/lib/db/queries/people";
import { instant } from "@/lib/domain/ids";
import { everyMember, type Role } from "@/lib/domain/policy";
import { mustNotMeet } from "@/lib/domain/second-person";
import type { SignInRefusal } from "@/lib/domain/sign-in-refusals";

interface Arrival extends SessionTerms {
  readonly claims: Claims;
  readonly rolesByGroup: ReadonlyMap<string, readonly Role[]>;
  /** Keys the digest under which a stranger is in the log. */
  readonly secret: string;
}

type ArrivalResult =
  | { readonly kind: "signed_in"; readonly sessionId: string }
  | { readonly kind: "refused"; readonly reason: SignInRefusal };

/** What let a person in and gave them roles, where it was no person. */
const grantor = "single-sign-on";

const provider = (correlationId: string): AuditAuthor => ({
  person: null,
  system: grantor,
  payerUid: null,
  correlationId,
});

/** Makes a person of somebody who was never here. Never takes an address for proof that they are somebody who was. */
async function join(
  tx: Tx,
  { claims, now, correlationId }: Arrival,
  roles: readonly Role[],
): Promise<PersonRecord | SignInRefusal> {
  const { issuer, subject, email, emailVerified, name } = claims;
  if (roles.length === 0) return "no_role";
  if (email === null || !/^[^@\s]+@[^@\s]+$/.test(email)) return "no_email";
  if (emailVerified === false) return "email_unverified";
  if (await personByEmail(tx, email)) return "email_taken";
  const id = randomUUID();
  const at = instant(now);
  await insertPerson(tx, { id, email, name: (name ?? email).slice(0, 200), passwordHash: null, roles: [], at });
  await replaceRights(tx, id, { roles, accounts: null, scope: everyMember }, { by: grantor, at });
  await insertIdentity(tx, { issuer, subject }, id, at);
  const detail = { roles, via: "single_sign_on" };
  await appendAudit(tx, provider(correlationId), { action: "person.add", entity: `person:${id}`, detail });
  return (await personById(tx, id)) ?? "disabled";
}

/** Brings a person up to date with what the provider says: name, address, and the roles that their groups give. */
async function refresh(
  tx: Tx,
  person: PersonRecord,
  { claims, correlationId, now }: Arrival,
  roles: readonly Role[],
): Promise<void> {
  const { roles: before, ...limits } = await rightsOf(tx, person.id);
  if (before.join() !== roles.join()) {
    await replaceRights(tx, person.id, { roles, ...limits }, { by: grantor, at: instant(now) });
    const detail = { before, after: roles };
    await appendAudit(tx, provider(correlationId), {
      action: "person.roles_by_groups",
      entity: `person:${person.id}`,
      detail,
    });
  }
  const free = claims.email !== null && claims.emailVerified !== false && !(await personByEmail(tx, claims.email));
  const email = free && claims.email !== null ? claims.email : person.email;
  const name = (claims.name ?? person.name).slice(0, 200);
  const changed = [
    ...(name === person.name ? [] : ["name"]),
    ...(normalEmail(email) === person.email ? [] : ["email"]),
  ];
  if (changed.length === 0) return;
  await renamePerson(tx, person.id, { name, email });
  // Which of the two, and neither what it was nor what it is: both are personal, and a row cannot be taken back.
  await appendAudit(tx, provider(correlationId), {
    action: "person.renamed",
    entity: `person:${person.id}`,
    detail: { changed, via: "single_sign_on" },
  });
}

/**
 * Lets in whom the provider vouches for: makes a person of a stranger, gives them the roles of their groups, opens a
 * session. Their groups decide at every arrival; where they give nothing, or what one person may not hold together,
 * nobody is let in, and a person who is here already holds no role from then on. A refusal is in the log, a row a minute
 * for each stranger. A failed write throws, and nobody is signed in.
 */
export async function arrive(database: Database, arrival: Arrival): Promise<ArrivalResult> {
  const { claims, rolesByGroup, now, correlationId, secret } = arrival;
  const given = knownRoles(claims.groups.flatMap((group) => rolesByGroup.get(group) ?? []));
  const roles = mustNotMeet(given, true) ? [] : given;
  const { result, personId } = await database.transaction(async (tx) => {
    const known = await personOfIdentity(tx, claims);
    const found = known === null ? await join(tx, arrival, roles) : ((await personById(tx, known)) ?? "disabled");
    const refused = (reason: SignInRefusal) => ({ result: { kind: "refused", reason } as const, personId: known });
    if (typeof found === "string") return refused(given.length > 0 && roles.length === 0 ? "roles_conflict" : found);
    if (found.disabledAt !== null) return refused("disabled");
    await refresh(tx, found, arrival, roles);
    if (roles.length === 0) return refused(given.length > 0 ? "roles_conflict" : "no_role");
    const { authenticatedAt } = claims;
    const confirmedAt = authenticatedAt === null ? null : instant(Math.min(authenticatedAt, now));
    const opening = { ...termsOf(arrival), personId: found.id, via: "single_sign_on", confirmedAt } as const;
    const sessionId = await openSession(tx, { ...opening, detail: { via: "single_sign_on" } });
    return { result: { kind: "signed_in", sessionId } as const, personId: found.id };
  });
  if (result.kind === "refused") {
    const subject = createHmac("sha256", secret)
      .update(`identity:${claims.issuer} ${claims.subject}`)
      .digest("base64url");
    await appendSparingly(database, { what: "session.sign_in sso", from: subject, now }, provider(correlationId), {
      action: "session.sign_in",
      outcome: "denied",
      entity: personId === null ? null : `person:${personId}`,
      detail: { via: "single_sign_on", reason: result.reason, ...(personId === null ? { subject } : {}) },
    });
  }
  return result;
}
