import { accountRow } from "@/lib/db/queries/accounts";
import { capabilityOf } from "@/lib/db/queries/capabilities";
import { may } from "@/lib/domain/policy";
import type { NewMemberView } from "@/lib/domain/views/account-operation";
import { authorise, type Context } from "@/lib/services/context";

const needs = {
  create: { ability: "member.create", action: "CreateAgAccount" },
  link: { ability: "member.link", action: "AddAccountRelation" },
} as const;

/** Whether a member account can be created or linked now, and whether upstream refused that when it was last tried. */
export async function newMemberView(
  context: Context,
  input: { readonly act: "create" | "link" },
): Promise<NewMemberView> {
  authorise(context, "member.read");
  const { ability, action } = needs[input.act];
  const account = await accountRow(context.database.read, context.payer);
  const capability = await capabilityOf(context.database.read, context.payer, action);
  return {
    act: input.act,
    blocked: !may(context.actor, ability, context.payer) ? "no_right" : account?.writes_on === 1 ? null : "writes_off",
    refused:
      capability?.state === "refused"
        ? { code: capability.code ?? "", requestId: capability.requestId, at: capability.at }
        : null,
  };
}
