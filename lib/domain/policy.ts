import type { AccountOperationKind } from "@/lib/domain/account-operation";
import type { Instant, Uid } from "@/lib/domain/ids";

/** What a person may be; a person may hold several within the segregation of duties. */
export const roles = ["viewer", "requester", "approver", "reviewer", "auditor", "administrator"] as const;
export type Role = (typeof roles)[number];

/** Everything a person can do. A verb names the one that it needs. */
export const abilities = [
  "member.read",
  "member.check",
  "member.export",
  "fact.edit",
  "sweep.read",
  "change.request",
  "change.stop",
  "approval.decide",
  "member.create",
  "member.link",
  "member.unlink",
  "invitation.answer",
  "calibration.run",
  "writes.pause",
  "writes.resume",
  "writes.switch",
  "settings.read",
  "settings.write",
  "person.manage",
  "audit.read",
] as const;
export type Ability = (typeof abilities)[number];

const looks: ReadonlySet<Ability> = new Set([
  "member.read",
  "member.export",
  "fact.edit",
  "sweep.read",
  "settings.read",
  "person.manage",
  "audit.read",
]);

/** Whether an ability changes nothing on an account and asks nothing of upstream. */
export const isLook = (ability: Ability): boolean => looks.has(ability);

/** Whose members a person sees, of the accounts that are theirs. */
export type MemberScope =
  | { readonly kind: "all" }
  /** Those with one of these owners, or on one of these cost centres. */
  | { readonly kind: "some"; readonly owners: readonly string[]; readonly costCentres: readonly string[] };

export const everyMember: MemberScope = { kind: "all" };

/** Whether members with these local facts are a person's to see. */
export const isInScope = (
  scope: MemberScope,
  { owner, costCentre }: { readonly owner: string; readonly costCentre: string },
): boolean => scope.kind === "all" || scope.owners.includes(owner) || scope.costCentres.includes(costCentre);

/** About the whole account, and nothing that could be cut to some members: not for a person with a scope. */
const wholeOnly: ReadonlySet<Ability> = new Set([
  "member.create",
  "member.link",
  "calibration.run",
  "sweep.read",
  "writes.resume",
  "writes.switch",
  "settings.read",
  "settings.write",
  "person.manage",
  "audit.read",
]);

/** Who acts. Read from the database on every request; a session carries none of it. */
export interface Actor {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly roles: ReadonlySet<Role>;
  /** The accounts the person may see and, by role, work on. */
  readonly payers: ReadonlySet<Uid>;
  readonly scope: MemberScope;
  readonly sessionId: string;
  /** When the person last showed in this session that it is them; absent or `null`: not known. See `isFresh`. */
  readonly confirmedAt?: Instant | null;
}

const holders: Record<Ability, readonly Role[]> = {
  "member.read": ["viewer", "requester", "approver", "reviewer", "auditor", "administrator"],
  "member.check": ["requester", "approver", "reviewer", "administrator"],
  // Whoever may read the list may take it along: what leaves is in the log with its hash.
  "member.export": ["viewer", "requester", "approver", "reviewer", "auditor", "administrator"],
  // The company's own words, which nothing is sent of; a manager's members are told by them.
  "fact.edit": ["requester", "administrator"],
  "sweep.read": ["viewer", "requester", "approver", "reviewer", "auditor", "administrator"],
  "change.request": ["requester"],
  "change.stop": ["requester", "approver", "administrator"],
  "approval.decide": ["approver"],
  "member.create": ["requester"],
  "member.link": ["requester"],
  "member.unlink": ["requester"],
  "invitation.answer": ["requester"],
  "calibration.run": ["administrator"],
  // Anyone who may change something may also stop everything; only an administrator starts it again.
  "writes.pause": ["requester", "approver", "administrator"],
  "writes.resume": ["administrator"],
  "writes.switch": ["administrator"],
  "settings.read": ["auditor", "administrator"],
  "settings.write": ["administrator"],
  "person.manage": ["administrator"],
  "audit.read": ["reviewer", "auditor", "administrator"],
};

/** What one has to be allowed for each write that makes, links or ends a relation. */
export const abilityForKind: Readonly<Record<AccountOperationKind, Ability>> = {
  create: "member.create",
  link: "member.link",
  unlink: "member.unlink",
  cancel: "invitation.answer",
  accept: "invitation.answer",
  decline: "invitation.answer",
};

type Rights = Pick<Actor, "roles" | "payers" | "scope">;

/** Whether a person may do a thing on an account. An unknown role or ability is refused. */
export function may(actor: Rights, ability: Ability, payer: Uid): boolean {
  if (actor.scope.kind !== "all" && wholeOnly.has(ability)) return false;
  return actor.payers.has(payer) && (holders[ability] ?? []).some((role) => actor.roles.has(role));
}

/** All that a person may do on an account by their roles. */
export const abilitiesOf = (actor: Rights, payer: Uid): readonly Ability[] =>
  abilities.filter((ability) => may(actor, ability, payer));
