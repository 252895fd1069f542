import type { Tx } from "@/lib/db/database";
import { secondPersonsAnywhere } from "@/lib/db/queries/approvals";
import { appendAudit } from "@/lib/db/queries/audit";
import { otherAdministrators, type Rights, replaceRights, rightsOf } from "@/lib/db/queries/people";
import { raise } from "@/lib/db/signal";
import { AppError } from "@/lib/domain/errors";
import { instant, type Uid } from "@/lib/domain/ids";
import { costCentreOf, ownerOf } from "@/lib/domain/local-facts";
import { roles as knownRoles, type MemberScope, type Role } from "@/lib/domain/policy";
import { mustNotMeet, strongRoles, wantsSecondPerson } from "@/lib/domain/second-person";
import { askSecondPerson } from "@/lib/services/approvals/ask-second-person";
import { authorOf, type Context } from "@/lib/services/context";
import { managedPerson, requireWithinOwn } from "@/lib/services/people/managed-person";

export interface RightsInput {
  readonly personId: string;
  readonly roles: readonly Role[];
  /** `null`: every account. */
  readonly accounts: readonly Uid[] | null;
  /** Whose members they see: all, or those of some owners and cost centres. */
  readonly scope: MemberScope;
  /** Of the person as the page showed them: somebody else's change in between is not overwritten. */
  readonly version: number;
}

/** A scope as local facts are written; one that names nothing is refused: it would mean everybody's members. */
function tidiedScope(scope: MemberScope): MemberScope {
  if (scope.kind === "all") return scope;
  const owners = [...new Set(scope.owners.map(ownerOf))].filter((owner) => owner !== "");
  const costCentres = [...new Set(scope.costCentres.map(costCentreOf))].filter((costCentre) => costCentre !== "");
  if (owners.length + costCentres.length === 0) throw new AppError("bad_input", ["scope"]);
  return { kind: "some", owners, costCentres };
}

/** Whether rights reach accounts or members that they did not reach before. */
function reachesFurther(after: Rights, before: Rights): boolean {
  const newAccounts =
    before.accounts !== null &&
    (after.accounts === null || after.accounts.some((uid) => !before.accounts?.includes(uid)));
  if (newAccounts || before.scope.kind === "all") return newAccounts;
  const { owners, costCentres } = before.scope;
  return (
    after.scope.kind === "all" ||
    after.scope.owners.some((owner) => !owners.includes(owner)) ||
    after.scope.costCentres.some((costCentre) => !costCentres.includes(costCentre))
  );
}

/** Looks at what is wished against the rules, and gives it in order with what there was before. */
async function allowedRights(tx: Tx, context: Context, input: RightsInput) {
  const person = await managedPerson(tx, context, input.personId);
  if (person.version !== input.version) throw new AppError("conflict");
  const before = await rightsOf(tx, person.id);
  // No account at all is not every account: whoever is to have none is shut out instead.
  if (input.accounts?.length === 0) throw new AppError("bad_input", ["accounts"]);
  const accounts = input.accounts?.toSorted() ?? null;
  const after: Rights = {
    roles: knownRoles.filter((role) => input.roles.includes(role)),
    accounts,
    scope: tidiedScope(input.scope),
  };
  await requireWithinOwn(tx, context, accounts);
  const policies = await secondPersonsAnywhere(tx);
  if (mustNotMeet(after.roles, policies.length > 0)) throw new AppError("segregation");
  const leads = after.roles.includes("administrator") && after.accounts === null && after.scope.kind === "all";
  if (!leads && person.disabledAt === null && (await otherAdministrators(tx, person.id)) === 0)
    throw new AppError("last_administrator");
  const isGrant =
    strongRoles.some((role) => after.roles.includes(role) && !before.roles.includes(role)) ||
    (strongRoles.some((role) => after.roles.includes(role)) && reachesFurther(after, before));
  const wantsSecond = isGrant && policies.some((policy) => wantsSecondPerson(policy, "grant"));
  return { person, before, after, wantsSecond };
}

/** Gives a person these rights, with the log's row. Throws as `setRights` does. */
export async function giveRights(tx: Tx, context: Context, input: RightsInput): Promise<void> {
  const { person, before, after } = await allowedRights(tx, context, input);
  const at = instant(context.now());
  await replaceRights(tx, person.id, after, { by: context.actor.id, at });
  await appendAudit(tx, authorOf(context), {
    action: "person.rights",
    entity: `person:${person.id}`,
    detail: { before, after },
  });
}

/**
 * Gives a person roles, on all accounts or on some; from their next request on. To grant a role that decides for others may
 * want a second person: then it is asked for. Throws `not_found`, `own_rights`, `last_administrator`, `segregation`,
 * `forbidden` for more than one has oneself, `conflict` when somebody else has changed them meanwhile. Gives the request that
 * waits, null when it is done.
 */
export async function setRights(context: Context, input: RightsInput): Promise<{ readonly approvalId: string | null }> {
  const approvalId = await context.database.transaction(async (tx) => {
    const { person, before, after, wantsSecond } = await allowedRights(tx, context, input);
    if (wantsSecond) {
      const payload = { personId: person.id, ...after, version: input.version, before };
      return askSecondPerson(tx, context, { kind: "rights", subjectId: person.id, payload, reason: "" });
    }
    await giveRights(tx, context, input);
    return null;
  });
  raise("changed");
  return { approvalId };
}
