import type { Tx } from "@/lib/db/database";
import { secondPersonPolicy, setSecondPersonPolicy } from "@/lib/db/queries/approvals";
import { appendAudit } from "@/lib/db/queries/audit";
import { everyPerson } from "@/lib/db/queries/people";
import { raise } from "@/lib/db/signal";
import { AppError } from "@/lib/domain/errors";
import { instant } from "@/lib/domain/ids";
import { mustNotMeet, type SecondPersonAct, type SecondPersonPolicy, standardly } from "@/lib/domain/second-person";
import { askSecondPerson, isSecondPersonWanted } from "@/lib/services/approvals/ask-second-person";
import { authorise, authorOf, type Context } from "@/lib/services/context";

/** What is to be different: second persons on or off (`null`: as it is), and acts that are to want one or not. */
export interface PolicyChange {
  readonly on: boolean | null;
  readonly acts: Readonly<Partial<Record<SecondPersonAct, boolean>>>;
}

/** Changes the policy, with the log's row. Throws `segregation` as `changePolicy` does. */
export async function putPolicy(tx: Tx, context: Context, change: PolicyChange): Promise<SecondPersonPolicy> {
  authorise(context, "settings.write");
  const before = await secondPersonPolicy(tx, context.payer);
  const chosen = Object.entries({ ...before.acts, ...change.acts }) as [SecondPersonAct, boolean][];
  const acts = Object.fromEntries(chosen.filter(([act, wanted]) => wanted !== standardly(act)));
  const after: SecondPersonPolicy = { on: change.on ?? before.on, acts };
  if (after.on && !before.on) await requireSegregation(tx, context);
  await setSecondPersonPolicy(tx, context.payer, after);
  await appendAudit(tx, authorOf(context), {
    action: "settings.policy",
    entity: `account:${context.payer}`,
    detail: { before, after },
  });
  return after;
}

/** Second persons mean little where one person sets the rules, asks and approves. */
async function requireSegregation(tx: Tx, context: Context): Promise<void> {
  const people = await everyPerson(tx, instant(context.now()));
  const decides = people.some(
    ({ roles, disabledAt, accounts, scope }) =>
      disabledAt === null &&
      roles.includes("approver") &&
      scope.kind === "all" &&
      (accounts?.includes(context.payer) ?? true),
  );
  // Nobody could decide anything then, turning it off again included.
  if (!decides) throw new AppError("no_approver");
  if (people.some(({ roles, disabledAt }) => disabledAt === null && mustNotMeet(roles, true)))
    throw new AppError("segregation");
}

/**
 * Turns second persons on or off for an account, or chooses for which acts. Once they are on, that may want one itself.
 * Throws `segregation` when somebody holds roles that must not meet, `no_approver` when nobody could decide. Gives the request that waits, null when it is done.
 */
export async function changePolicy(
  context: Context,
  input: PolicyChange,
): Promise<{ readonly approvalId: string | null }> {
  authorise(context, "settings.write");
  const approvalId = await context.database.transaction(async (tx) => {
    if (await isSecondPersonWanted(tx, context, "policy"))
      return askSecondPerson(tx, context, { kind: "policy", subjectId: null, payload: input, reason: "" });
    await putPolicy(tx, context, input);
    return null;
  });
  raise("changed");
  return { approvalId };
}
