import type { Tx } from "@/lib/db/database";
import { setAccountSwitch, setRuleOn } from "@/lib/db/queries/accounts";
import { appendAudit } from "@/lib/db/queries/audit";
import { noteResumed } from "@/lib/db/queries/instance";
import { raise } from "@/lib/db/signal";
import type { Ability } from "@/lib/domain/policy";
import type { PlanWarning } from "@/lib/domain/views/change-set";
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

/** Sets one switch of the account, writes who did it, and lets the executor and the pages look again. */
async function set(context: Context, { column, ability, action, on }: Switch): Promise<SwitchResult> {
  authorise(context, ability);
  const changed = await context.database.transaction(async (tx: Tx) => {
    const moved = await setAccountSwitch(tx, context.payer, column, on);
    if (column === "paused" && !on) await noteResumed(tx, context.payer);
    await appendAudit(tx, authorOf(context), {
      action,
      entity: `account:${context.payer}`,
      detail: { on, changed: moved },
    });
    return moved;
  });
  context.wake();
  raise("changed");
  return { on, changed };
}

/** Lets this account be changed from here, or makes it read-only. What is on its way is still read back. */
export const switchWrites = (context: Context, input: { readonly on: boolean }): Promise<SwitchResult> =>
  set(context, { column: "writes_on", ability: "writes.switch", action: "writes.switch", on: input.on });

/** Stops sending at once, for everybody, across restarts. What is on its way is still read back. */
export const pauseWrites = (context: Context, _input: object): Promise<SwitchResult> =>
  set(context, { column: "paused", ability: "writes.pause", action: "writes.pause", on: true });

/** Lets queued work go on. */
export const resumeWrites = (context: Context, _input: object): Promise<SwitchResult> =>
  set(context, { column: "paused", ability: "writes.resume", action: "writes.resume", on: false });

/** Allows boxes on trusteeship relations, where nobody has documented that they can be changed. */
export const setTrusteeshipEditable = (context: Context, input: { readonly on: boolean }): Promise<SwitchResult> =>
  set(context, {
    column: "trusteeship_editable",
    ability: "settings.write",
    action: "settings.trusteeship",
    on: input.on,
  });

/** Lets a rule of plans speak on this account, or silences it. Plans that were reviewed under the other are stale. */
export async function setRule(
  context: Context,
  input: { readonly rule: PlanWarning; readonly on: boolean },
): Promise<SwitchResult> {
  authorise(context, "settings.write");
  const changed = await context.database.transaction(async (tx) => {
    const moved = await setRuleOn(tx, context.payer, input.rule, input.on);
    await appendAudit(tx, authorOf(context), {
      action: "settings.rule",
      entity: `account:${context.payer}`,
      detail: { ...input, changed: moved },
    });
    return moved;
  });
  raise("changed");
  return { on: input.on, changed };
}
