import type { Tx } from "@/lib/db/database";
import { setAccountSwitch, setRuleOn } from "@/lib/db/queries/accounts";
import { appendAudit } from "@/lib/db/queries/audit";
import { noteResumed } from "@/lib/db/queries/instance";
import { raise } from "@/lib/db/signal";
import type { Ability } from "@/lib/domain/policy";
import type { PlanWarning } from "@/lib/domain/views/change-set";
import { askSecondPerson, isSecondPersonWanted } from "@/lib/services/approvals/ask-second-person";
import { authorise, authorOf, type Context } from "@/lib/services/context";

export interface SwitchResult {
  readonly on: boolean;
  /** False when it was so already. */
  readonly changed: boolean;
}

interface Switch {
  readonly column: "writes_on" | "paused" | "trusteeship_editable";
  readonly ability: Ability;
  readonly action: string;
  readonly on: boolean;
}

/** Moves one switch of the account and writes who did it. */
async function move(tx: Tx, context: Context, { column, action, on }: Switch): Promise<boolean> {
  const moved = await setAccountSwitch(tx, context.payer, column, on);
  if (column === "paused" && !on) await noteResumed(tx, context.payer);
  await appendAudit(tx, authorOf(context), {
    action,
    entity: `account:${context.payer}`,
    detail: { on, changed: moved },
  });
  return moved;
}

/** Sets one switch of the account, and lets the executor and the pages look again. */
async function set(context: Context, wanted: Switch): Promise<SwitchResult> {
  authorise(context, wanted.ability);
  const changed = await context.database.transaction((tx) => move(tx, context, wanted));
  context.wake();
  raise("changed");
  return { on: wanted.on, changed };
}

/** What came of an act that may want a second person: done, or asked for. */
export interface AskedResult extends SwitchResult {
  /** The request that waits now; null: it is done. */
  readonly approvalId: string | null;
}

const waits = (approvalId: string, on: boolean): AskedResult => ({ approvalId, on: !on, changed: false });

interface Loosening {
  readonly wanted: Omit<Switch, "on">;
  /** What turning it on is called, both as an act that may want a second person and as their request. */
  readonly act: "writes_on" | "trusteeship";
  readonly turnOn: (tx: Tx, context: Context) => Promise<boolean>;
}

/** Sets a switch that may want a second person to be turned on, and never to be turned off. */
async function loosen(
  context: Context,
  { on }: { readonly on: boolean },
  { wanted, act, turnOn }: Loosening,
): Promise<AskedResult> {
  if (!on) return { ...(await set(context, { ...wanted, on })), approvalId: null };
  authorise(context, wanted.ability);
  const result = await context.database.transaction(async (tx) => {
    if (!(await isSecondPersonWanted(tx, context, act)))
      return { on, changed: await turnOn(tx, context), approvalId: null };
    const asked = { kind: act, subjectId: null, payload: {}, reason: "" } as const;
    return waits(await askSecondPerson(tx, context, asked), on);
  });
  context.wake();
  raise("changed");
  return result;
}

const writes = { column: "writes_on", ability: "writes.switch", action: "writes.switch" } as const;

/** Turns writes on, with the log's row. Gives whether they were off. */
export async function turnWritesOn(tx: Tx, context: Context): Promise<boolean> {
  authorise(context, "writes.switch");
  return move(tx, context, { ...writes, on: true });
}

/**
 * Lets this account be changed from here, or makes it read-only. What is on its way is still read back. To turn writes on
 * may want a second person; to turn them off never does.
 */
export const switchWrites = (context: Context, input: { readonly on: boolean }): Promise<AskedResult> =>
  loosen(context, input, { wanted: writes, act: "writes_on", turnOn: turnWritesOn });

/** Stops sending at once, for everybody, across restarts. What is on its way is still read back. */
export const pauseWrites = (context: Context, _input: object): Promise<SwitchResult> =>
  set(context, { column: "paused", ability: "writes.pause", action: "writes.pause", on: true });

/** Lets queued work go on. */
export const resumeWrites = (context: Context, _input: object): Promise<SwitchResult> =>
  set(context, { column: "paused", ability: "writes.resume", action: "writes.resume", on: false });

const trusteeships = {
  column: "trusteeship_editable",
  ability: "settings.write",
  action: "settings.trusteeship",
} as const;

/** Allows boxes on trusteeship relations, with the log's row. Gives whether they were not allowed. */
export async function allowTrusteeships(tx: Tx, context: Context): Promise<boolean> {
  authorise(context, "settings.write");
  return move(tx, context, { ...trusteeships, on: true });
}

/**
 * Allows boxes on trusteeship relations, where nobody has documented that they can be changed; that may want a second person.
 * To forbid them never does.
 */
export const setTrusteeshipEditable = (context: Context, input: { readonly on: boolean }): Promise<AskedResult> =>
  loosen(context, input, { wanted: trusteeships, act: "trusteeship", turnOn: allowTrusteeships });

interface RuleSwitch {
  readonly rule: PlanWarning;
  readonly on: boolean;
}

/** Puts a rule of plans on or off, with the log's row. Gives whether it was the other way. */
export async function putRule(tx: Tx, context: Context, { rule, on }: RuleSwitch): Promise<boolean> {
  authorise(context, "settings.write");
  const changed = await setRuleOn(tx, context.payer, rule, on);
  await appendAudit(tx, authorOf(context), {
    action: "settings.rule",
    entity: `account:${context.payer}`,
    detail: { rule, on, changed },
  });
  return changed;
}

/**
 * Lets a rule of plans speak on this account, or silences it; it may want a second person. Plans that were reviewed under
 * the other are stale.
 */
export async function setRule(context: Context, input: RuleSwitch): Promise<AskedResult> {
  authorise(context, "settings.write");
  const result = await context.database.transaction(async (tx) => {
    if (!(await isSecondPersonWanted(tx, context, "rule")))
      return { on: input.on, changed: await putRule(tx, context, input), approvalId: null };
    const asked = { kind: "rule", subjectId: null, payload: input, reason: "" } as const;
    return waits(await askSecondPerson(tx, context, asked), input.on);
  });
  raise("changed");
  return result;
}
