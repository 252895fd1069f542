import { actBlock } from "@/lib/domain/account-acts";
import type { RelationAct } from "@/lib/domain/account-operation";
import { AppError } from "@/lib/domain/errors";
import type { RelationId, Uid } from "@/lib/domain/ids";
import { abilityForKind } from "@/lib/domain/policy";
import { actFacts } from "@/lib/services/account-operations/act-facts";
import { reasonOf, requestOperation } from "@/lib/services/account-operations/request-operation";
import { authorise, type Context } from "@/lib/services/context";

/**
 * Asks for an act on a relation (upstream: RelieveAccountRelation for `unlink`, ConfirmRelation for the others; sent by
 * the executor, never here). `confirmation`: for an unlink, the other side's UID as typed. Throws `not_found`,
 * `bad_input` (confirmation, reason), `writes_off`, `act_blocked` when something else stands in its way.
 */
export async function actOnRelation(
  context: Context,
  input: {
    readonly relationId: RelationId;
    readonly act: RelationAct;
    readonly confirmation: string | null;
    readonly reason: string;
  },
): Promise<{ operationId: string }> {
  const { act, relationId } = input;
  authorise(context, abilityForKind[act]);
  const operationId = await context.database.transaction(async (tx) => {
    const facts = await actFacts(tx, context, relationId);
    if (!facts) throw new AppError("not_found");
    const memberUid = facts.relation.account_id as Uid;
    if (act === "unlink" && input.confirmation?.trim() !== memberUid) throw new AppError("bad_input", ["confirmation"]);
    const reason = reasonOf(input.reason);
    const blocked = actBlock(act, facts.subject);
    if (blocked) throw new AppError(blocked === "writes_off" ? "writes_off" : "act_blocked");
    const { parent, child } = facts;
    const terms = { parent, child, codes: act === "unlink" ? [] : facts.codes };
    return requestOperation(tx, context, { kind: act, reason, relationId, memberUid, terms });
  });
  context.wake();
  return { operationId };
}
